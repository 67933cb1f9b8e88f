import { createServer } from 'node:http';
import { feeFor } from './fees.js';

const port = Number(process.env.PORT ?? 8080);

const server = createServer((request, response) => {
  const url = new URL(request.url, 'http://localhost');
  const answer = (status, body) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
  };
  if (url.pathname === '/health') return answer(200, { status: 'ok' });
  if (url.pathname !== '/fees') return answer(404, { error: 'not found' });
  try {
    return answer(200, { fee: feeFor(url.searchParams.get('method'), Number(url.searchParams.get('cents'))) });
  } catch (error) {
    return answer(400, { error: error.message });
  }
});

server.listen(port, () => console.log(`payments-api listens on ${port}`));
