/** A real git server for tests: repositories made on the spot, served by `git http-backend`. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface GitServer {
  /** For example `http://127.0.0.1:40123`. */
  url: string;
  /** The commit of `main`. */
  mainCommit: string;
  /** A commit that no branch or tag leads to. */
  hiddenCommit: string;
  /** From now on only this user gets in. */
  requireUser(credentials: { user: string; password: string }): void;
  /** From now on answers with this status. */
  failWith(status: number | undefined): void;
  /** From now on accepts requests and never answers. */
  hang(hanging: boolean): void;
  /** Ends all connections, as a proxy would. */
  closeConnections(): void;
  /** How many requests came in. */
  requests(): number;
  /** Lets everybody in again and answers as it should. */
  reset(): void;
  close(): Promise<void>;
}

const IDENTITY = ['-c', 'user.name=t', '-c', 'user.email=t@example.test'];

function git(folder: string, ...args: string[]): string {
  return execFileSync('git', ['-C', folder, ...IDENTITY, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
}

/** `payments.git` with branches `main` and `feature/cards` and the tag `v1`, and `empty.git`. */
function makeRepositories(root: string): { main: string; hidden: string } {
  const work = path.join(root, 'work');
  execFileSync('git', ['init', '-q', '-b', 'main', work]);
  const commit = (text: string) => {
    writeFileSync(path.join(work, 'README.md'), text);
    git(work, 'add', '.');
    git(work, 'commit', '-qm', text);
    return git(work, 'rev-parse', 'HEAD');
  };
  const main = commit('main');
  git(work, 'tag', 'v1');
  git(work, 'checkout', '-q', '-b', 'feature/cards');
  commit('cards');
  const bare = path.join(root, 'payments.git');
  execFileSync('git', ['clone', '-q', '--bare', work, bare], {
    stdio: 'ignore',
  });
  git(bare, 'symbolic-ref', 'HEAD', 'refs/heads/main');
  git(bare, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
  const hidden = commit('hidden');
  git(work, 'push', '-q', bare, `${hidden}:refs/heads/temporary`);
  git(bare, 'branch', '-qD', 'temporary');
  execFileSync('git', ['init', '-q', '--bare', path.join(root, 'empty.git')]);
  return { main, hidden };
}

function backend(
  root: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const url = new URL(request.url ?? '/', 'http://x');
  const child = spawn('git', ['http-backend'], {
    env: {
      ...process.env,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  // A client that is killed takes its request along.
  child.stdin.on('error', () => child.kill());
  request.pipe(child.stdin);
  const chunks: Buffer[] = [];
  child.stdout.on('data', chunk => chunks.push(chunk));
  child.on('close', () => {
    const answer = Buffer.concat(chunks);
    const end = answer.indexOf('\r\n\r\n');
    let status = 200;
    for (const line of answer.toString('latin1', 0, end).split('\r\n')) {
      const [name, value] = line.split(/: (.*)/);
      if (name === 'Status') {
        status = parseInt(value, 10);
      } else if (name) {
        response.setHeader(name, value);
      }
    }
    response.writeHead(status);
    response.end(answer.subarray(end + 4));
  });
}

export async function startGitServer(): Promise<GitServer> {
  const root = mkdtempSync(path.join(tmpdir(), 'git-server-'));
  const { main, hidden } = makeRepositories(root);
  let expected: string | undefined;
  let failure: number | undefined;
  let hanging = false;
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    if (hanging) {
      return;
    }
    if (failure !== undefined) {
      response.writeHead(failure).end();
    } else if (expected && request.headers.authorization !== expected) {
      response
        .writeHead(401, { 'www-authenticate': 'Basic realm="git"' })
        .end();
    } else {
      backend(root, request, response);
    }
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    mainCommit: main,
    hiddenCommit: hidden,
    requests: () => requests,
    requireUser: ({ user, password }) => {
      expected = `Basic ${Buffer.from(`${user}:${password}`).toString(
        'base64',
      )}`;
    },
    failWith: status => {
      failure = status;
    },
    hang: value => {
      hanging = value;
    },
    closeConnections: () => server.closeAllConnections(),
    reset: () => {
      expected = undefined;
      failure = undefined;
      hanging = false;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
      rmSync(root, { recursive: true, force: true });
    },
  };
}
