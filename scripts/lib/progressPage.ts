import http from 'node:http';

const escape = (text: string) =>
  text.replace(/[&<>"]/g, character => `&#${character.charCodeAt(0)};`);

const page = (lines: string[]) => `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="2"><title>The portal is being built</title>
<style>:root{color-scheme:light dark}body{font:16px/1.6 system-ui,sans-serif;max-width:40rem;margin:15vh auto;padding:0 1rem}
li{list-style:none}ul{padding:0}</style></head><body><h1>The portal is being built</h1>
<p>This page turns into the portal by itself.</p><ul role="status">${lines.map(line => `<li>${escape(line)}</li>`).join('')}</ul></body></html>`;

/**
 * Answers on the portal's port while the portal itself is being built, so that
 * an early visitor sees what happens instead of a refused connection.
 */
export function progressPage(port: number) {
  let lines: string[] = [];
  const server = http.createServer((_request, response) => {
    response.writeHead(503, { 'content-type': 'text/html; charset=utf-8', 'retry-after': '2', connection: 'close' });
    response.end(page(lines));
  });
  server.on('error', () => server.close()); // the port check has spoken already; the page is only a courtesy
  server.listen(port, '127.0.0.1');
  return {
    show: (now: string[]) => {
      lines = now;
    },
    close: () =>
      new Promise<void>(resolve => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
