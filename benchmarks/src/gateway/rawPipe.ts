import http from 'node:http';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { answer } from '../children';

// What Node itself offers for passing requests on, with nothing checked and nothing
// rebuilt: the measure of the gateway.

const upstream = { host: '127.0.0.1', port: Number(process.argv[2]) };
const agent = new http.Agent({ keepAlive: true });

const server = http.createServer((request, response) => {
  const outgoing = http.request(
    { ...upstream, agent, method: request.method, path: request.url, headers: request.headers },
    incoming => {
      response.writeHead(incoming.statusCode ?? 502, incoming.headers);
      incoming.pipe(response);
    },
  );
  request.pipe(outgoing);
});
server.on('upgrade', (request, client, head) => {
  const socket = net.connect(upstream.port, upstream.host, () => {
    const lines = [`GET ${request.url} HTTP/1.1`];
    for (let index = 0; index < request.rawHeaders.length; index += 2) {
      lines.push(`${request.rawHeaders[index]}: ${request.rawHeaders[index + 1]}`);
    }
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    socket.write(head);
    socket.setNoDelay(true);
    client.pipe(socket);
    socket.pipe(client);
  });
  socket.on('error', () => client.destroy());
  client.on('error', () => socket.destroy());
});
server.listen(0, '127.0.0.1', () => answer({ port: (server.address() as AddressInfo).port }, {}));
