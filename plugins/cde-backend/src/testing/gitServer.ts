import { execFile, spawn } from 'node:child_process';
import { promises as fs } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A git host for tests: git's own `http-backend` behind Node's http server. */
export interface GitServer {
  /** `localhost:<port>` */
  host: string;
  url(repository: string): string;
  /** Makes a commit of files (text, or a link to a path) on a branch of a repository; returns its name. */
  commit(
    repository: string,
    branch: string,
    files: Record<string, string | { link: string }>,
  ): Promise<string>;
  git(repository: string, ...args: string[]): Promise<string>;
  /** Requests so far, `GET /acme/a.git/info/refs?…`. */
  requests: string[];
  /** Users by their tokens; where there are any, nobody else gets in, and who does may push. */
  tokens: Record<string, string>;
  /** Who has got in with a token to do what, `ana git-receive-pack`, in order. */
  visits: string[];
  /** Repositories that a user does not see, `ben acme/private`. */
  hidden: string[];
  /** Answers in git's place where it returns true. */
  intercept?: (
    request: http.IncomingMessage,
    response: http.ServerResponse,
  ) => boolean;
  close(): Promise<void>;
}

/** Starts a host without repositories on a free port. */
export async function startGitServer(): Promise<GitServer> {
  const root = await fs.mkdtemp(path.join(os.tmpdir(), 'cde-git-server-'));
  const server = http.createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const host = `localhost:${(server.address() as AddressInfo).port}`;
  const gitServer: GitServer = {
    host,
    url: repository => `http://${host}/${repository}.git`,
    commit: (repository, branch, files) =>
      commit(path.join(root, `${repository}.git`), branch, files),
    git: async (repository, ...args) =>
      (
        await run('git', ['-C', path.join(root, `${repository}.git`), ...args])
      ).stdout.trim(),
    requests: [],
    tokens: {},
    visits: [],
    hidden: [],
    close: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
      await fs.rm(root, { recursive: true, force: true });
    },
  };
  server.on('request', (request, response) => {
    gitServer.requests.push(`${request.method} ${request.url}`);
    if (gitServer.intercept?.(request, response)) {
      return;
    }
    const user = admit(gitServer, request);
    if (user === undefined) {
      response
        .writeHead(401, { 'www-authenticate': 'Basic realm="git"' })
        .end();
    } else {
      serve(root, request, response, user);
    }
  });
  return gitServer;
}

/** The user of a request, `''` where anybody may come; `undefined`: not let in. */
function admit(
  { tokens, visits, hidden }: GitServer,
  request: http.IncomingMessage,
): string | undefined {
  if (Object.keys(tokens).length === 0) {
    return '';
  }
  const [, encoded = ''] = (request.headers.authorization ?? '').split(' ');
  const login = Buffer.from(encoded, 'base64').toString();
  const token = login.slice(login.indexOf(':') + 1);
  const user = Object.hasOwn(tokens, token) ? tokens[token] : undefined;
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://host');
  const isHidden = hidden.some(one => {
    const [name, repository] = one.split(' ');
    return name === user && pathname.startsWith(`/${repository}.git/`);
  });
  if (user === undefined || isHidden) {
    return undefined;
  }
  visits.push(
    `${user} ${searchParams.get('service') ?? pathname.split('/').at(-1)}`,
  );
  return user;
}

async function commit(
  bare: string,
  branch: string,
  files: Record<string, string | { link: string }>,
): Promise<string> {
  const work = await fs.mkdtemp(path.join(os.tmpdir(), 'cde-git-work-'));
  const git = (...args: string[]) =>
    run('git', [
      '-C',
      work,
      '-c',
      'user.name=Test',
      '-c',
      'user.email=test@example.com',
      ...args,
    ]);
  try {
    await run('git', [
      'init',
      '--quiet',
      '--bare',
      '--initial-branch=main',
      bare,
    ]);
    await run('git', ['-C', bare, 'config', 'uploadpack.allowFilter', 'true']);
    await git('init', '--quiet', `--initial-branch=${branch}`);
    for (const [name, content] of Object.entries(files)) {
      const file = path.join(work, name);
      await fs.mkdir(path.dirname(file), { recursive: true });
      await (typeof content === 'string'
        ? fs.writeFile(file, content)
        : fs.symlink(content.link, file));
    }
    await git('add', '--all');
    await git('commit', '--quiet', '--allow-empty', '--message=Test');
    await git('push', '--quiet', '--force', bare, branch);
    return (await git('rev-parse', 'HEAD')).stdout.trim();
  } finally {
    await fs.rm(work, { recursive: true, force: true });
  }
}

/** CGI (RFC 3875), as far as `git http-backend` needs it. */
function serve(
  root: string,
  request: http.IncomingMessage,
  response: http.ServerResponse,
  user: string,
) {
  const url = new URL(request.url ?? '/', 'http://host');
  const cgi = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      ...(user && { REMOTE_USER: user }),
      PATH_INFO: decodeURIComponent(url.pathname),
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
  });
  const chunks: Buffer[] = [];
  cgi.stdout.on('data', chunk => chunks.push(chunk));
  cgi.stdout.on('end', () => {
    const output = Buffer.concat(chunks);
    const end = output.indexOf('\r\n\r\n');
    for (const line of output.subarray(0, end).toString().split('\r\n')) {
      const [, name, value] = /^([^:]+): (.*)$/.exec(line) ?? [];
      if (name === 'Status') {
        response.statusCode = Number.parseInt(value, 10);
      } else if (name) {
        response.setHeader(name, value);
      }
    }
    response.end(output.subarray(end + 4));
  });
  request.pipe(cgi.stdin);
}
