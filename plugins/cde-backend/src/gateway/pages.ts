/** A page of the gateway itself, for a person who cannot be let through. */
export interface Page {
  status: number;
  title: string;
  /** What happened, why, and what to do. */
  text: string;
  link?: { href: string; label: string };
  /** Offers to ask again, and does so by itself after some seconds. */
  retry?: boolean;
}

const STYLE = `
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 15vh auto; max-width: 32rem; padding: 0 1.5rem; }
h1 { font-size: 1.4rem; line-height: 1.3; }
a { display: inline-block; margin: .5rem 1rem .5rem 0; padding: .5rem 1rem; border: 1px solid; border-radius: .4rem; color: inherit; text-decoration: none; }
a:hover, a:focus-visible { text-decoration: underline; outline: 2px solid; outline-offset: 2px; }`;

/** The page as HTML, without script and with nothing loaded from elsewhere. */
export function renderPage({ title, text, link, retry }: Page): string {
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    retry ? '<meta http-equiv="refresh" content="4">' : '',
    `<title>${escapeHtml(title)}</title><style>${STYLE}</style></head>`,
    `<body><main><h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p><p>`,
    retry ? '<a href="">Try again</a>' : '',
    link ? `<a href="${escapeHtml(link.href)}">${escapeHtml(link.label)}</a>` : '',
    '</p></main></body></html>',
  ].join('');
}

/** Headers of the gateway's own answers. */
export const PAGE_HEADERS: Record<string, string> = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, character => entities[character]);
}
