import { createServer } from 'node:http';
import type { Server } from 'node:http';

/** Answers the kubelet: `/livez` while the process works, `/readyz` when `ready` says so. */
export function createHealth(ready: () => boolean): Server {
  return createServer((request, response) => {
    const answers: Record<string, () => number> = {
      '/livez': () => 200,
      '/readyz': () => (ready() ? 200 : 503),
    };
    const path = request.url?.split('?')[0] ?? '';
    const status = answers[path]?.() ?? 404;
    response.writeHead(status, { 'content-type': 'text/plain' });
    response.end(status === 200 ? 'ok\n' : 'not ready\n');
  });
}
