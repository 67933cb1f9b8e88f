import { createServer } from 'node:http';
import { greetingFor } from './greeting.js';

const port = Number(process.env.PORT ?? 8080);

const server = createServer((request, response) => {
  const url = new URL(request.url, 'http://localhost');
  const answer = (status, body) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
  };
  if (url.pathname === '/health') return answer(200, { status: 'ok' });
  if (url.pathname !== '/greeting') return answer(404, { error: 'not found' });
  try {
    return answer(200, { greeting: greetingFor(url.searchParams.get('name')) });
  } catch (error) {
    return answer(400, { error: error.message });
  }
});

server.listen(port, () => console.log(`${{ values.name }} listens on ${port}`));
