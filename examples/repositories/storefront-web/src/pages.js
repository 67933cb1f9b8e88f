import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { products, shownPrice } from './products.js';

const title = readFileSync(new URL('./title.txt', import.meta.url), 'utf8').trim();
const items = products.map(({ name, price }) => `<li>${name}: ${shownPrice(price)}</li>`).join('');

createServer((_request, response) => {
  response
    .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    .end(`<!doctype html><title>${title}</title><h1>${title}</h1><ul>${items}</ul>\n`);
}).listen(5173, () => console.log('the pages are on 5173'));
