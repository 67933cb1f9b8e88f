import { spawn } from 'node:child_process';
import type http from 'node:http';
import { git, gitEnvironment } from './git.ts';

/** A file in a repository: `<branch>/<path>`, as it is in the request's path. */
export interface RawRequest {
  folder: string;
  file: string;
}

const HEADERS = {
  // Whatever it is, no browser shall run it.
  'content-type': 'text/plain; charset=utf-8',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-cache',
};

/** Answers with a file's content, which is not held in memory; its object's name is the ETag. */
export function serveRaw(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  { folder, file }: RawRequest,
) {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  findBlob(folder, file).then(
    blob => {
      if (!blob) {
        response.writeHead(404, HEADERS).end('There is no such file.\n');
        return;
      }
      const headers = { ...HEADERS, etag: `"${blob.object}"` };
      if (request.headers['if-none-match'] === headers.etag) {
        response.writeHead(304, headers).end();
      } else if (request.method === 'HEAD') {
        response
          .writeHead(200, { ...headers, 'content-length': blob.size })
          .end();
      } else {
        response.writeHead(200, { ...headers, 'content-length': blob.size });
        stream(folder, blob.object, response);
      }
    },
    error => {
      console.error(`git host: ${error.message}`);
      response
        .writeHead(500, HEADERS)
        .end('The git host failed; its log says why.\n');
    },
  );
}

async function findBlob(folder: string, encoded: string) {
  const place = decode(encoded);
  if (!place) return undefined;
  const refs = await git(
    folder,
    'for-each-ref',
    '--format=%(refname:short)',
    'refs/heads',
  );
  // Branches may have slashes, but none begins with another one's name and a slash.
  const branch = refs
    .split('\n')
    .find(name => name && place.startsWith(`${name}/`));
  if (!branch) return undefined;
  const path = place.slice(branch.length + 1);
  const listed = await git(
    folder,
    'ls-tree',
    '-z',
    '--long',
    `refs/heads/${branch}`,
    '--',
    path,
  );
  const [meta, name] = listed.split('\0')[0].split('\t');
  const [mode, type, object, size] = meta.split(/ +/);
  // No symbolic links: what they lead to is not here.
  return type === 'blob' && mode !== '120000' && name === path
    ? { object, size: Number(size) }
    : undefined;
}

/** `undefined` for what leads out of the repository or is no text. */
function decode(encoded: string): string | undefined {
  try {
    const place = decodeURIComponent(encoded);
    const isSafe =
      !/[\p{Cc}\\]/u.test(place) &&
      place.split('/').every(part => part && part !== '.' && part !== '..');
    return isSafe ? place : undefined;
  } catch {
    return undefined;
  }
}

function stream(folder: string, object: string, response: http.ServerResponse) {
  const child = spawn('git', ['-C', folder, 'cat-file', 'blob', object], {
    env: gitEnvironment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.on('error', error => {
    console.error(`git host: ${error.message}`);
    response.destroy();
  });
  response.on('close', () => child.kill());
  child.stdout.pipe(response);
}
