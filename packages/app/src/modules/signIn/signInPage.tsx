import { SignInPage } from '@backstage/core-components';
import { SignInPageBlueprint } from '@backstage/plugin-app-react';
import { z } from 'zod';
import { acmeAuthApiRef } from './acmeAuthApi';

const acme = {
  id: 'acme',
  title: 'Acme',
  message: 'Sign in with your Acme account',
  apiRef: acmeAuthApiRef,
};

/**
 * Guests are only offered where the configuration says so:
 * `app.extensions: [{ sign-in-page:app: { config: { guest: true } } }]`, together
 * with `auth.providers.guest`.
 */
export const signInPage = SignInPageBlueprint.makeWithOverrides({
  configSchema: { guest: z.boolean().default(false) },
  factory: (originalFactory, { config }) =>
    originalFactory({
      loader: async () => props =>
        config.guest ? (
          <SignInPage {...props} providers={[acme, 'guest']} />
        ) : (
          <SignInPage {...props} provider={acme} />
        ),
    }),
});
