import http from 'node:http';
import { html, page } from '../html.ts';

/** What stands at the git host's address: Gitea, or what it is waited for. */
export interface GiteaHost {
  handler: http.RequestListener;
  /** From now on requests go to Gitea at this address. */
  ready(address: string): void;
  /** What to tell whoever asks meanwhile. */
  says(text: string): void;
}

/** A listener that is there before Gitea is, so that pods and people get an answer in words. */
export function createGiteaHost(): GiteaHost {
  let target: URL | undefined;
  let state = 'It is about to be prepared.';
  return {
    ready(address) {
      target = new URL(address);
    },
    says(text) {
      state = text;
    },
    handler(request, response) {
      if (target) {
        pass(request, response, target);
        return;
      }
      response.setHeader('retry-after', '15');
      page(response, 503, {
        title: 'Gitea is not ready',
        body: html`<h1>Gitea is not ready yet</h1>
          <p>${state}</p>`,
      });
    },
  };
}

/** Gitea knows its public address itself; bodies are streamed both ways. */
function pass(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  target: URL,
) {
  const { method, url: path, headers } = request;
  const forwarded = http.request(
    { host: target.hostname, port: target.port, method, path, headers },
    answer => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
    },
  );
  forwarded.on('error', error => {
    if (response.headersSent) response.destroy();
    else
      response
        .writeHead(502, { 'content-type': 'text/plain' })
        .end(`Gitea does not answer: ${error.message}\n`);
  });
  response.on('close', () => forwarded.destroy());
  request.pipe(forwarded);
}
