import type { HttpRouterServiceAuthPolicy } from '@backstage/backend-plugin-api';
import express, { type Router } from 'express';

const PATH = '/badge.svg';

/** READMEs are read by people, and fetched by proxies of git hosts, that are not signed in here. */
export const BADGE_POLICY: HttpRouterServiceAuthPolicy = {
  path: PATH,
  allow: 'unauthenticated',
};

/** The same for everybody: nothing of the portal, of a component or of the request is in it. */
const BADGE = `<svg xmlns="http://www.w3.org/2000/svg" width="146" height="20" role="img" aria-label="open: dev environment">
<title>open: dev environment</title>
<clipPath id="r"><rect width="146" height="20" rx="3"/></clipPath>
<g clip-path="url(#r)"><rect width="40" height="20" fill="#3b4148"/><rect x="40" width="106" height="20" fill="#1f5fbf"/></g>
<g fill="#fff" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle"><text x="20" y="14" textLength="28">open</text><text x="93" y="14" textLength="94">dev environment</text></g>
</svg>
`;

/** The picture that READMEs show beside their link to a dev environment. */
export function createBadgeRouter(): Router {
  const router = express.Router();
  router.get(PATH, (_, res) => {
    res
      .set({
        'Cache-Control': 'public, max-age=86400',
        'Content-Security-Policy': "default-src 'none'; sandbox",
        // Shown by pages of other origins, which is what it is for.
        'Cross-Origin-Resource-Policy': 'cross-origin',
        'X-Content-Type-Options': 'nosniff',
      })
      .type('image/svg+xml')
      .send(BADGE);
  });
  return router;
}
