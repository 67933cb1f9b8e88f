/** Whether a git server answers at all, found out before git waits for minutes. */
import { connect } from 'node:net';
import type { AgentSpec } from '@backstage-cde/plugin-cde-common';

const DEFAULT_PORTS: Record<string, number> = {
  'http:': 80,
  'https:': 443,
  'ssh:': 22,
};

/** Host and port that git will connect to. */
export interface Endpoint {
  host: string;
  port: number;
}

/** The URL after git's rewrites: the longest matching prefix wins. */
export function rewriteUrl(
  url: string,
  insteadOf: NonNullable<AgentSpec['repository']>['insteadOf'],
): string {
  const [best] = insteadOf
    .filter(({ from }) => from !== '' && url.startsWith(from))
    .sort((a, b) => b.from.length - a.from.length);
  return best ? best.to + url.slice(best.from.length) : url;
}

/** Where a repository's URL leads; `undefined` where only git can tell. */
export function endpoint(url: string): Endpoint | undefined {
  const scp = /^(?:[^@/:]+@)?([^/:]+):(?!\/\/)/.exec(url);
  if (scp) {
    return { host: scp[1], port: 22 };
  }
  if (!URL.canParse(url)) {
    return undefined;
  }
  const { protocol, hostname, port } = new URL(url);
  const fallback = DEFAULT_PORTS[protocol];
  return fallback === undefined
    ? undefined
    : {
        host: hostname.replace(/^\[|\]$/g, ''),
        port: port === '' ? fallback : Number(port),
      };
}

const PROXY = /^(https?|all)_proxy$/i;

/** Behind a proxy only the proxy knows what can be reached. */
export function usesProxy(env: NodeJS.ProcessEnv): boolean {
  return Object.keys(env).some(name => PROXY.test(name) && env[name]);
}

/** Why nothing answers there, in words; `undefined` when something does. */
export function probe(
  { host, port }: Endpoint,
  timeoutMs: number,
): Promise<string | undefined> {
  return new Promise(resolve => {
    const socket = connect({ host, port, autoSelectFamily: true });
    const done = (cause?: string) => {
      socket.destroy();
      resolve(cause);
    };
    socket.setTimeout(timeoutMs, () =>
      done(`${host}:${port} did not answer within ${timeoutMs / 1000} s`),
    );
    socket.on('connect', () => done());
    socket.on('error', (error: NodeJS.ErrnoException) =>
      done(words(error, host, port)),
    );
  });
}

function words(
  error: NodeJS.ErrnoException,
  host: string,
  port: number,
): string {
  switch (error.code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the name ${host} could not be resolved`;
    case 'ECONNREFUSED':
      return `${host}:${port} refused the connection`;
    case 'ETIMEDOUT':
      return `${host}:${port} did not answer`;
    default:
      return `${host}:${port}: ${error.code ?? error.message}`;
  }
}
