import http from 'node:http';
import type { Duplex } from 'node:stream';

/** One request to the agent's HTTP API over a connection of its own, which ends with the answer. */
export function requestAgent(
  connection: Duplex,
  request: { method: 'GET' | 'POST'; path: string; signal?: AbortSignal },
): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = http.request({
      method: request.method,
      path: request.path,
      signal: request.signal,
      headers: { Host: 'agent', Connection: 'close' },
      createConnection: () => connection,
    });
    outgoing.on('response', resolve).on('error', error => {
      connection.destroy();
      reject(error);
    });
    outgoing.end();
  });
}
