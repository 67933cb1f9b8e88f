import type { Duplex } from 'node:stream';
import { TUNNEL_PORT } from '../manifests';
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
    const [, code = 'invalid', message = answer] = /^ERR (\S+) ?(.*)$/.exec(answer) ?? [];
    throw new TunnelRefusedError(code, `The workspace does not open '${target}': ${message}`);
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** Reads up to the first newline and puts the rest back. */
async function firstLine(socket: Duplex): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const end = (done: () => void) => {
      clearTimeout(timer);
      socket.off('readable', onReadable).off('error', onError).off('close', onClose).off('end', onClose);
      done();
    };
    const fail = (reason: string, cause?: Error) =>
      end(() => reject(new UnreachableError(`The workspace's agent does not answer: ${reason}`, { cause })));
    const onError = (error: Error) => fail(error.message, error);
    const onClose = () => fail('the connection was closed');
    const onReadable = () => {
      for (let chunk = socket.read() as Buffer | null; chunk; chunk = socket.read() as Buffer | null) {
        received = Buffer.concat([received, chunk]);
        const newline = received.indexOf(10);
        if (newline >= 0) {
          const rest = received.subarray(newline + 1);
          const line = received.subarray(0, newline).toString('utf8').replace(/\r$/, '');
          end(() => {
            if (rest.length > 0) socket.unshift(rest);
            resolve(line);
          });
          return;
        }
        if (received.length > LONGEST_ANSWER) return fail('its answer is not understood');
      }
    };
    const timer = setTimeout(() => fail('it took too long'), PREAMBLE_TIMEOUT_MS);
    socket.on('readable', onReadable).on('error', onError).on('close', onClose).on('end', onClose);
  });
}
