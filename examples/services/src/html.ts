import type http from 'node:http';

/** Markup that is safe to be put into a page. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A template whose values are escaped, unless they are markup themselves. */
export function html(
  strings: TemplateStringsArray,
  ...values: Array<string | Html | Html[]>
): Html {
  const text = (value: string | Html | Html[]): string => {
    if (Array.isArray(value)) return value.map(text).join('');
    return value instanceof Html
      ? value.markup
      : value.replace(/[&<>"']/g, character => ENTITIES[character]);
  };
  return new Html(
    strings.reduce(
      (result, string, index) => result + text(values[index - 1]) + string,
    ),
  );
}

const STYLE = `
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 3rem auto; padding: 0 1rem; color: #1f2933; background: #fff }
  h1 { font-size: 1.5rem } h2 { font-size: 1.1rem } a { color: #0b5cad }
  pre { background: #f3f5f7; padding: 1rem; overflow-x: auto; font: 14px/1.45 ui-monospace, monospace }
  button { display: block; width: 100%; text-align: left; font: inherit; padding: .8rem 1rem; margin: .6rem 0; border: 1px solid #8795a1; border-radius: 6px; background: #fff; color: inherit; cursor: pointer }
  button:hover { background: #f0f5fb } button:focus-visible, a:focus-visible { outline: 3px solid #0b5cad; outline-offset: 2px }
  button strong { display: block } button span { color: #52606d }
  @media (prefers-color-scheme: dark) {
    body { color: #e4e7eb; background: #12181f } a { color: #7cb7ff } pre { background: #1c242e }
    button { background: #1c242e; border-color: #52606d } button:hover { background: #263241 } button span { color: #a8b4c0 }
  }`;

/** Sends a page that loads nothing and may only send forms to `formTargets`. */
export function page(
  response: http.ServerResponse,
  status: number,
  content: { title: string; body: Html },
  formTargets: string[] = [],
) {
  const policy = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    `form-action 'self' ${formTargets.join(' ')}`.trim(),
  ];
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy.join('; '),
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  });
  response.end(
    html`<!DOCTYPE html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>${content.title}</title>
          ${new Html(`<style>${STYLE}</style>`)}
        </head>
        <body>
          <main>${content.body}</main>
        </body>
      </html>`.markup,
  );
}
