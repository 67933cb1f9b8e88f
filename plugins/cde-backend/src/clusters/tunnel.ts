import type { Duplex } from 'node:stream';
import { TUNNEL_PORT } from '../manifests';
import { deferred } from './deferred';
import { UnreachableError } from './errors';

/** What a tunnel leads to in the pod: the agent's own HTTP API, the IDE, or a port. */
export type TunnelTarget = 'agent' | 'ide' | `port/${number}`;

/** The agent is there but does not open the tunnel. */
export class TunnelRefusedError extends Error {
  /** `unauthorized`; `refused`: nothing listens there; `bad-target`. */
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'TunnelRefusedError';
    this.code = code;
  }
}

const PREAMBLE_TIMEOUT_MS = 10_000;
const LONGEST_ANSWER = 1024;

/**
 * Opens a raw byte stream to something inside a workspace's pod, by the preamble
 * `CDE/1 <token> <target>` that the agent answers with one line.
 * @throws UnreachableError, TunnelRefusedError
 */
export async function openTunnel(
  dial: (port: number) => Promise<Duplex>,
  target: TunnelTarget,
  token: string,
): Promise<Duplex> {
  const socket = await dial(TUNNEL_PORT);
  try {
    socket.write(`CDE/1 ${token} ${target}\n`);
    const answer = await firstLine(socket);
    if (answer === 'OK') return socket;
    const [, code = 'invalid', message = answer] =
      /^ERR (\S+) ?(.*)$/.exec(answer) ?? [];
    throw new TunnelRefusedError(
      code,
      `The workspace does not open '${target}': ${message}`,
    );
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** Reads up to the first newline and puts the rest back. */
async function firstLine(socket: Duplex): Promise<string> {
  const answer = deferred<string>();
  let received = Buffer.alloc(0);
  const fail = (reason: string, cause?: Error) => {
    const message = `The workspace's agent does not answer: ${reason}`;
    answer.reject(new UnreachableError(message, { cause }));
  };
  const onReadable = () => {
    for (let chunk = socket.read(); chunk; chunk = socket.read()) {
      received = Buffer.concat([received, chunk]);
      const end = received.indexOf(10);
      if (end >= 0) {
        const rest = received.subarray(end + 1);
        socket.off('readable', onReadable);
        if (rest.length > 0) socket.unshift(rest);
        answer.resolve(received.toString('utf8', 0, end).replace(/\r$/, ''));
        return;
      }
      if (received.length > LONGEST_ANSWER) {
        fail('its answer is not understood');
        return;
      }
    }
  };
  const onError = (error: Error) => fail(error.message, error);
  const onClose = () => fail('the connection was closed');
  const timer = setTimeout(() => fail('it took too long'), PREAMBLE_TIMEOUT_MS);
  socket.on('readable', onReadable);
  socket.on('error', onError).on('close', onClose).on('end', onClose);
  try {
    return await answer.promise;
  } finally {
    clearTimeout(timer);
    socket.off('readable', onReadable);
    socket.off('error', onError).off('close', onClose).off('end', onClose);
  }
}
