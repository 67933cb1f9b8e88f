import { isError } from '@backstage/errors';
import { refusalOf, unavailable } from './HostRefusal';

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 16 * 2 ** 20;

/** A question to the API of a host. */
export interface Question {
  url: string;
  headers: Record<string, string>;
  /** As people say it: `the pull requests of acme/shop`. */
  askedFor: string;
}

/** Asks with a time limit, and no further than the API's own address. @throws HostRefusal */
export async function askHost(question: Question): Promise<unknown> {
  const { host } = new URL(question.url);
  let response: Response;
  try {
    response = await fetch(question.url, {
      headers: { Accept: 'application/json', ...question.headers },
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    throw unavailable(host, reasonOf(error));
  }
  const type = response.headers.get('content-type') ?? '';
  if (response.status !== 200 || !type.includes('json')) {
    // The rest of it is of no use, and how its end ends neither.
    response.body?.cancel().catch(() => undefined);
    throw response.status === 200
      ? unavailable(host, 'it answered with a page instead of data')
      : refusalOf(response, host, question.askedFor);
  }
  try {
    return JSON.parse(withoutGuard(await readText(response)));
  } catch (error) {
    throw unavailable(host, reasonOf(error));
  }
}

/** Gerrit's answers begin with a line that keeps pages from reading them as scripts. */
function withoutGuard(text: string): string {
  return text.replace(/^\)\]\}'\n/, '');
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) {
      throw new Error('its answer is too large');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function reasonOf(error: unknown): string {
  if (isError(error) && error.name === 'TimeoutError') {
    return 'it did not answer in time';
  }
  if (error instanceof SyntaxError) {
    return 'its answer is not understood';
  }
  const cause = isError(error) && isError(error.cause) ? error.cause : error;
  return isError(cause) ? cause.message : String(cause);
}
