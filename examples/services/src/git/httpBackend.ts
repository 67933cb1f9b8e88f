import { spawn } from 'node:child_process';
import type http from 'node:http';
import type { Readable } from 'node:stream';
import { gitEnvironment } from './git.ts';

/** One request for git's own CGI program. */
export interface BackendRequest {
  root: string;
  /** Checked by the caller. */
  path: string;
  query: string;
  /** Set for pushes, after the password was checked; git refuses them otherwise. */
  user?: string;
  /** Done when git has ended and before the answer ends, so that whoever asked sees its effect. */
  finish?: () => Promise<void>;
}

const CONFIGURATION = {
  'http.receivepack': 'true',
  'uploadpack.allowFilter': 'true',
  'uploadpack.allowAnySHA1InWant': 'true',
  'core.hooksPath': '/dev/null',
  'safe.directory': '*',
};

/**
 * Hands a request to `git http-backend` and streams its answer, neither of them
 * held in memory. Compressed bodies are unpacked by git itself.
 */
export function httpBackend(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  options: BackendRequest,
) {
  const child = spawn('git', ['http-backend'], {
    env: environment(request, options),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const fail = (why: string) => {
    console.error(`git http-backend ${options.path}: ${why}`);
    if (response.headersSent) response.destroy();
    else
      response
        .writeHead(500, { 'content-type': 'text/plain' })
        .end('The git host failed; its log says why.\n');
  };
  child.on('error', error => fail(error.message));
  child.stderr
    .setEncoding('utf8')
    .on('data', text =>
      console.error(`git http-backend ${options.path}: ${text.trim()}`),
    );
  // git ends early where it has seen enough; what is left of the body then has no reader.
  child.stdin.on('error', () => request.resume());
  request.pipe(child.stdin);
  response.on('close', () => child.kill());
  const { finish } = options;
  const ended = new Promise(resolve => child.once('close', resolve));
  relay(child.stdout, response, { end: !finish })
    .then(async () => {
      if (!finish) return;
      await ended;
      await finish();
      response.end();
    })
    .catch(error => fail(error.message));
}

function environment(
  request: http.IncomingMessage,
  options: BackendRequest,
): Record<string, string> {
  const { headers } = request;
  const configuration = Object.entries(CONFIGURATION).flatMap(
    ([key, value], index) => [
      [`GIT_CONFIG_KEY_${index}`, key],
      [`GIT_CONFIG_VALUE_${index}`, value],
    ],
  );
  const optional = {
    CONTENT_TYPE: headers['content-type'],
    CONTENT_LENGTH: headers['content-length'],
    HTTP_CONTENT_ENCODING: headers['content-encoding'],
    GIT_PROTOCOL: headers['git-protocol'],
    REMOTE_USER: options.user,
  };
  return {
    ...gitEnvironment,
    GIT_PROJECT_ROOT: options.root,
    GIT_HTTP_EXPORT_ALL: '1',
    GIT_CONFIG_COUNT: String(Object.keys(CONFIGURATION).length),
    ...Object.fromEntries(configuration),
    REQUEST_METHOD: request.method ?? 'GET',
    PATH_INFO: options.path,
    QUERY_STRING: options.query,
    REMOTE_ADDR: request.socket.remoteAddress ?? '',
    ...(Object.fromEntries(
      Object.entries(optional).filter(([, value]) => value !== undefined),
    ) as Record<string, string>),
  };
}

/** Turns a CGI answer (headers, empty line, body) into an HTTP one. */
async function relay(
  output: Readable,
  response: http.ServerResponse,
  { end: endsWithIt }: { end: boolean },
) {
  let head = Buffer.alloc(0);
  let end = -1;
  while (end < 0) {
    const chunk: Buffer | null = output.read();
    if (chunk) {
      head = Buffer.concat([head, chunk]);
      end = head.indexOf('\r\n\r\n');
      if (end < 0 && head.length > 16_384)
        throw new Error('its answer has no headers');
    } else {
      if (output.readableEnded) throw new Error('it ended without an answer');
      await new Promise<void>((resolve, reject) => {
        const done = () => resolve();
        output.once('readable', done).once('end', done).once('error', reject);
      });
    }
  }
  let status = 200;
  for (const line of head.subarray(0, end).toString('latin1').split('\r\n')) {
    const [name, value] = line.split(/:\s*(.*)/s);
    if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
  response.writeHead(status);
  response.write(head.subarray(end + 4));
  output.pipe(response, { end: endsWithIt });
}
