import { createServer } from 'node:http';
import { products } from './products.js';

createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end(`${JSON.stringify(products)}\n`);
}).listen(4000, () => console.log('the API listens on 4000'));
