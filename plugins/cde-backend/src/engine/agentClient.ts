import http from 'node:http';
import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';
import type { AgentEvent, AgentStatus } from '@backstage-cde/plugin-cde-common';

/** Asks the agent's HTTP interface over a tunnel that leads to it; the tunnel ends with the answer. */
export async function agentRequest(
  tunnel: Duplex,
  method: 'GET' | 'POST',
  path: string,
): Promise<http.IncomingMessage> {
  const response = await new Promise<http.IncomingMessage>(
    (resolve, reject) => {
      // With `createConnection` and no agent the request lives and dies with this one connection.
      const request = http.request({
        method,
        path,
        headers: { host: 'agent' },
        createConnection: () => tunnel as never,
      });
      request.on('response', resolve).on('error', reject).end();
    },
  );
  response.on('close', () => tunnel.destroy());
  if (response.statusCode !== 200 && response.statusCode !== 202) {
    response.resume();
    throw new Error(
      `The agent answered ${response.statusCode} to ${method} ${path}`,
    );
  }
  return response;
}

/** The agent's events from its start on, and then each as it happens. */
export async function* agentEvents(tunnel: Duplex): AsyncGenerator<AgentEvent> {
  const response = await agentRequest(tunnel, 'GET', '/events?after=0');
  for await (const line of createInterface({
    input: response,
    crlfDelay: Infinity,
  })) {
    const event = line && readEvent(line);
    if (event) yield event;
  }
}

/** The agent runs beside the user's programs, so what it says is checked. */
function readEvent(line: string): AgentEvent | undefined {
  const event: Partial<AgentEvent> = JSON.parse(line);
  const { seq, boot, step, state, at } = event;
  const valid =
    typeof seq === 'number' &&
    [boot, step, state, at].every(value => typeof value === 'string');
  return valid
    ? {
        ...(event as AgentEvent),
        tail: event.tail?.slice(-4096),
        detail: event.detail?.slice(0, 500),
      }
    : undefined;
}

export async function agentStatus(tunnel: Duplex): Promise<AgentStatus> {
  let text = '';
  for await (const chunk of await agentRequest(tunnel, 'GET', '/status'))
    text += chunk;
  return JSON.parse(text);
}
