import { createHash, timingSafeEqual } from 'node:crypto';
import { existsSync } from 'node:fs';
import type http from 'node:http';
import path from 'node:path';
import { httpBackend } from './httpBackend.ts';
import { showPage } from './pages.ts';
import { serveRaw } from './raw.ts';
import { adoptPushedBranch, createEmptyRepository } from './repositories.ts';

/** Where the repositories are, and the password for pushing. */
export interface GitHostOptions {
  root: string;
  token: string;
  /** Called after each push, with `owner/name.git`. */
  pushed?: (repository: string) => void;
}

const NAME = '[A-Za-z0-9][A-Za-z0-9_-]*(?:\\.[A-Za-z0-9_-]+)*';
const PATH = new RegExp(
  `^/(?<owner>${NAME})/(?<name>${NAME}?)(?:\\.git)?(?<service>/info/refs|/git-upload-pack|/git-receive-pack)?/?$`,
);
const RAW = new RegExp(
  `^/(?<owner>${NAME})/(?<name>${NAME}?)(?:\\.git)?/raw/(?<file>.+)$`,
);
/** Folders on disk are named like this; owner and name of a repository may not be longer. */
const MAX_NAME = 100;

/**
 * A git host: git's smart HTTP for clones, fetches and pushes, files as they are, and plain
 * pages to look at. Reading is open to everybody who reaches it; pushing needs the token, and
 * makes the repository where there is none.
 */
export function createGitHost(options: GitHostOptions): http.RequestListener {
  const { root } = options;
  return (request, response) => {
    const url = new URL(request.url ?? '/', 'http://git.invalid');
    const match = (PATH.exec(url.pathname) ?? RAW.exec(url.pathname))?.groups;
    const repository =
      match && `${match.owner}/${match.name.replace(/\.git$/, '')}.git`;
    if (repository && !existsSync(path.join(root, repository, 'HEAD'))) {
      pushToCreate(request, response, options, {
        repository,
        service: match.service,
        query: url.searchParams,
      });
    } else if (repository && match.service) {
      serveGit(request, response, options, {
        repository,
        service: match.service,
        query: url.searchParams,
      });
    } else if (repository && match.file) {
      serveRaw(request, response, {
        folder: path.join(root, repository),
        file: match.file,
      });
    } else if (repository || url.pathname === '/') {
      showPage(request, response, {
        root,
        repository,
        query: url.searchParams,
      });
    } else {
      answer(response, 404, 'Not found.\n');
    }
  };
}

interface GitRequest {
  repository: string;
  /** Absent: not a request of git. */
  service?: string;
  query: URLSearchParams;
}

/** The first request of a push, with the right token, makes the repository; all others find nothing. */
function pushToCreate(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  options: GitHostOptions,
  asked: GitRequest,
) {
  const { repository, service, query } = asked;
  const isPush =
    request.method === 'GET' &&
    service === '/info/refs' &&
    query.get('service') === 'git-receive-pack';
  const isNamed = repository
    .replace(/\.git$/, '')
    .split('/')
    .every(name => name.length <= MAX_NAME);
  if (!isPush || !isNamed) {
    answer(response, 404, `There is no repository ${repository} here.\n`);
  } else if (!hasToken(request, options.token)) {
    // git sends its credentials when it is asked for them.
    serveGit(request, response, options, asked);
  } else {
    createEmptyRepository(path.join(options.root, repository)).then(
      () => serveGit(request, response, options, asked),
      error => {
        console.error(`git host: ${repository}: ${error.message}`);
        answer(response, 500, 'The git host failed; its log says why.\n');
      },
    );
  }
}

function serveGit(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  options: GitHostOptions,
  { repository, service = '', query }: GitRequest,
) {
  const asked =
    service === '/info/refs' ? query.get('service') : service.slice(1);
  const method = service === '/info/refs' ? 'GET' : 'POST';
  if (request.method !== method) {
    answer(response, 405, `Only ${method} is possible here.\n`, {
      allow: method,
    });
  } else if (asked !== 'git-upload-pack' && asked !== 'git-receive-pack') {
    answer(response, 403, 'Only the smart HTTP protocol of git is served.\n');
  } else if (
    asked === 'git-receive-pack' &&
    !hasToken(request, options.token)
  ) {
    answer(response, 401, 'Pushing needs a token.\n', {
      'www-authenticate': 'Basic realm="acme git"',
    });
  } else {
    const folder = path.join(options.root, repository);
    httpBackend(request, response, {
      root: options.root,
      path: `/${repository}${service}`,
      query: service === '/info/refs' ? `service=${asked}` : '',
      user: asked === 'git-receive-pack' ? 'developer' : undefined,
      finish:
        service === '/git-receive-pack'
          ? async () => {
              await adoptPushedBranch(folder);
              options.pushed?.(repository);
            }
          : undefined,
    });
  }
}

/** Compares digests, so that the time taken says nothing about the token. */
function hasToken(request: http.IncomingMessage, token: string): boolean {
  const [scheme, encoded = ''] = (request.headers.authorization ?? '').split(
    ' ',
  );
  if (scheme.toLowerCase() !== 'basic') return false;
  const credentials = Buffer.from(encoded, 'base64').toString();
  const password = credentials.slice(credentials.indexOf(':') + 1);
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(password), digest(token));
}

function answer(
  response: http.ServerResponse,
  status: number,
  text: string,
  headers: http.OutgoingHttpHeaders = {},
) {
  response
    .writeHead(status, {
      'content-type': 'text/plain; charset=utf-8',
      ...headers,
    })
    .end(text);
}
