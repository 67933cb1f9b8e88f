import http from 'node:http';
import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';
import type {
  AgentActivity,
  AgentEvent,
  AgentNotice,
  AgentStatus,
} from '@backstage-cde/plugin-cde-common';

/** Asks the agent's HTTP interface over a tunnel that leads to it; the tunnel ends with the answer. */
export async function agentRequest(
  tunnel: Duplex,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
): Promise<http.IncomingMessage> {
  const response = await new Promise<http.IncomingMessage>(
    (resolve, reject) => {
      // With `createConnection` and no agent the request lives and dies with this one connection.
      const request = http.request({
        method,
        path,
        headers: {
          host: 'agent',
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        createConnection: () => tunnel as never,
      });
      request.on('response', resolve).on('error', reject);
      request.end(body === undefined ? undefined : JSON.stringify(body));
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
  return readJson(await agentRequest(tunnel, 'GET', '/status'));
}

/** With the time since the last activity: both times are by the pod's clock, so that it need not be right. */
export async function agentActivity(
  tunnel: Duplex,
): Promise<AgentActivity & { inactiveMs: number }> {
  const response = await agentRequest(tunnel, 'GET', '/activity');
  const there = Date.parse(response.headers.date ?? '');
  const answer: Partial<AgentActivity> = await readJson(response);
  const last = Date.parse(String(answer.lastActiveAt));
  if (Number.isNaN(there) || Number.isNaN(last))
    throw new Error("The agent's answer tells no time");
  return {
    busy: answer.busy === true,
    reasons: (answer.reasons ?? []).map(String).slice(0, 10),
    lastActiveAt: new Date(last).toISOString(),
    kept: (answer.kept ?? []).map(String).slice(0, 100),
    inactiveMs: Math.max(0, there - last),
  };
}

/** Shows something to people at the IDE. */
export async function agentNotify(
  tunnel: Duplex,
  notice: AgentNotice,
): Promise<void> {
  const response = await agentRequest(tunnel, 'POST', '/notices', notice);
  response.resume();
}

/** More than the agent ever says is not read. */
const LONGEST_ANSWER = 100_000;

async function readJson<T>(response: http.IncomingMessage): Promise<T> {
  let text = '';
  for await (const chunk of response) {
    text += chunk;
    if (text.length > LONGEST_ANSWER)
      throw new Error("The agent's answer is too long");
  }
  return JSON.parse(text);
}
