import type http from 'node:http';
import type { Provider } from 'oidc-provider';
import { html, page } from '../html.ts';
import { users } from './users.ts';

/** The page on which one chooses who to be, and what its buttons do. */
export function createLoginPages(
  provider: Provider,
  portalUrl: string,
): http.RequestListener {
  const show = async (
    request: http.IncomingMessage,
    response: http.ServerResponse,
  ) => {
    await provider.interactionDetails(request, response);
    page(response, 200, { title: 'Sign in to Acme', body: loginForm() }, [
      portalUrl,
    ]);
  };
  const choose = async (
    request: http.IncomingMessage,
    response: http.ServerResponse,
  ) => {
    const chosen = new URLSearchParams(await readBody(request)).get('user');
    const user = users.find(candidate => candidate.name === chosen);
    if (!user) {
      page(response, 400, {
        title: 'Sign in to Acme',
        body: html`<p role="alert">Nobody of that name works here.</p>
          ${loginForm()}`,
      });
      return;
    }
    await provider.interactionFinished(
      request,
      response,
      { login: { accountId: user.name } },
      { mergeWithLastSubmission: false },
    );
  };
  return (request, response) => {
    const handle = request.method === 'POST' ? choose : show;
    handle(request, response).catch(error => {
      console.error(`identity provider: ${error.message}`);
      page(response, 400, {
        title: 'Sign in to Acme',
        body: html`<h1>This sign-in is over</h1>
          <p>
            It took too long or was finished elsewhere. Close this window and
            sign in again.
          </p>`,
      });
    });
  };
}

function loginForm() {
  const buttons = users.map(
    user => html`<button type="submit" name="user" value="${user.name}">
      <strong>${user.displayName}</strong> <span>${user.role}</span>
    </button>`,
  );
  return html`<h1>Sign in to Acme</h1>
    <p>This identity provider belongs to the example: choose who to be.</p>
    <form method="post">${buttons}</form>`;
}

async function readBody(request: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > 4096) throw new Error('the form is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
