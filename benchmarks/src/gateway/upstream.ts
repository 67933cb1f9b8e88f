import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { answer } from '../children';

// Stands for the program in a pod: pages of some sizes, an endless download, websocket echo.

const pages = new Map([1, 64].map(kib => [`/${kib}k`, Buffer.alloc(kib * 1024, 'x')]));
const block = Buffer.alloc(64 * 1024);
let downloaded = 0;

const server = http.createServer((request, response) => {
  const page = pages.get(request.url ?? '');
  if (page) {
    response.writeHead(200, { 'Content-Type': 'text/plain', 'Content-Length': page.length });
    response.end(page);
    return;
  }
  const more = () => {
    let hasRoom = true;
    while (hasRoom && downloaded < 1024 ** 3) {
      downloaded += block.length;
      hasRoom = response.write(block);
    }
    response.once('drain', more);
  };
  more();
});
const webSockets = new WebSocketServer({ server, perMessageDeflate: false });
webSockets.on('connection', socket => socket.on('message', (data, binary) => socket.send(data, { binary })));
server.listen(0, '127.0.0.1', () =>
  answer({ port: (server.address() as AddressInfo).port }, { downloaded: () => downloaded }),
);
