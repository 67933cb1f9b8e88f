import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

const AUTHORIZATION = `Basic ${Buffer.from('portal:canary-token').toString(
  'base64',
)}`;

/** A real git host for tests, which makes repositories of pushes; reading is open, the token is `canary-token`. */
export class GitServer {
  readonly #root = mkdtempSync(path.join(tmpdir(), 'git-server-'));
  readonly #server = createServer((request, response) =>
    this.#answer(request, response),
  );
  /** Answers all requests with this status. */
  failWith?: number;
  /** Requests are accepted and never answered. */
  hangs = false;
  /** Authorization headers of the requests so far. */
  readonly authorizations: string[] = [];

  static async start(): Promise<GitServer> {
    const started = new GitServer();
    await new Promise<void>(resolve =>
      started.#server.listen(0, '127.0.0.1', resolve),
    );
    return started;
  }

  /** With its port, as in `cde.git.hosts`. */
  get host() {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Runs git in a repository, which is made where there is none. */
  git(repository: string, ...args: string[]): string {
    const folder = path.join(this.#root, `${repository}.git`);
    this.#make(folder);
    return execFileSync('git', ['-C', folder, ...args], {
      encoding: 'utf8',
    }).trim();
  }

  /** Keeps a file's content in a repository. @returns its name there */
  hash(repository: string, content: string): string {
    const folder = path.join(this.#root, `${repository}.git`);
    this.#make(folder);
    return execFileSync('git', ['-C', folder, 'hash-object', '-w', '--stdin'], {
      encoding: 'utf8',
      input: content,
    }).trim();
  }

  exists(repository: string): boolean {
    return existsSync(path.join(this.#root, `${repository}.git`));
  }

  async close() {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
    rmSync(this.#root, { recursive: true, force: true });
  }

  #make(folder: string) {
    if (existsSync(folder)) return;
    mkdirSync(folder, { recursive: true });
    execFileSync('git', ['init', '-q', '--bare', '-b', 'main', folder]);
  }

  #answer(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? '/', 'http://x');
    const folder = path.join(this.#root, url.pathname.split('.git/')[0]);
    const isPush = /receive-pack/.test(`${url.pathname}${url.search}`);
    if (request.headers.authorization) {
      this.authorizations.push(request.headers.authorization);
    }
    if (this.hangs) return;
    if (this.failWith) {
      response.writeHead(this.failWith).end();
    } else if (isPush && request.headers.authorization !== AUTHORIZATION) {
      response
        .writeHead(401, { 'www-authenticate': 'Basic realm="git"' })
        .end();
    } else if (!isPush && !existsSync(`${folder}.git`)) {
      response.writeHead(404).end();
    } else {
      this.#make(`${folder}.git`);
      httpBackend(this.#root, url, request, response);
    }
  }
}

function httpBackend(
  root: string,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const child = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'http.receivepack',
      GIT_CONFIG_VALUE_0: 'true',
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
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
    response.writeHead(status).end(answer.subarray(end + 4));
  });
}
