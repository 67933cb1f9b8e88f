import { randomUUID } from 'node:crypto';
import {
  ConflictError,
  InputError,
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';

const TIMEOUT_MS = 30_000;
const WORDS = 300;

/** Text for a URL that is encoded already. */
class Encoded {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A path whose slashes stay slashes. */
export function slashed(path: string): Encoded {
  return new Encoded(path.split('/').map(segment).join('/'));
}

/** A part of a URL, in which each value is encoded. */
export function at(
  texts: TemplateStringsArray,
  ...values: Array<string | number | Encoded>
): string {
  const encoded = values.map(value =>
    value instanceof Encoded ? value.text : segment(String(value)),
  );
  return String.raw({ raw: texts }, ...encoded);
}

/** No encoding keeps these from meaning another folder. */
function segment(text: string): string {
  if (text === '.' || text === '..') {
    throw new InputError(`'${text}' is no name of a file, folder or branch`);
  }
  return encodeURIComponent(text);
}

/** Of a form. */
export type Field = [name: string, value: string];

export interface HostClientOptions {
  vendor: string;
  /** Of the API, without a slash at the end. */
  baseUrl: string;
  headers: Record<string, string>;
  /** Whose credentials they are, for messages. */
  credentials: 'yours' | "the portal's";
  signal?: AbortSignal;
}

/** The REST API of a git host; whatever goes wrong becomes an error that says what to do. */
export class HostClient {
  readonly #options: HostClientOptions;

  constructor(options: HostClientOptions) {
    this.#options = options;
  }

  async get<T>(path: string): Promise<T> {
    return (await this.#send('GET', path)).json();
  }

  /** `undefined` where there is nothing. */
  async find<T>(path: string): Promise<T | undefined> {
    return this.#orNothing(this.get<T>(path));
  }

  async text(path: string): Promise<string | undefined> {
    return this.#orNothing(
      this.#send('GET', path, { headers: { Accept: '*/*' } }).then(response =>
        response.text(),
      ),
    );
  }

  async post<T>(path: string, body: object): Promise<T> {
    return (await this.#json('POST', path, body)).json();
  }

  async patch<T>(path: string, body: object): Promise<T> {
    return (await this.#json('PATCH', path, body)).json();
  }

  /** Fields as browsers send them, but their lines end as they do. */
  async postForm(path: string, fields: Field[]): Promise<void> {
    await this.#send('POST', path, { body: new URLSearchParams(fields) });
  }

  /** The same where it has to be multipart, of which fetch's own would change the ends of lines. */
  async putForm(
    path: string,
    fields: Field[],
    headers: Record<string, string>,
  ): Promise<void> {
    const boundary = randomUUID();
    const parts = fields.map(
      ([name, value]) =>
        `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
    await this.#send('PUT', path, {
      body: `${parts.join('')}--${boundary}--\r\n`,
      headers: {
        ...headers,
        'Content-Type': `multipart/form-data; boundary=${boundary}`,
      },
    });
  }

  #json(method: string, path: string, body: object): Promise<Response> {
    return this.#send(method, path, {
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json' },
    });
  }

  async #send(
    method: string,
    path: string,
    init: RequestInit & { headers?: Record<string, string> } = {},
  ): Promise<Response> {
    const { baseUrl, headers, signal } = this.#options;
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    let response: Response;
    try {
      response = await fetch(`${baseUrl}${path}`, {
        method,
        ...init,
        headers: { Accept: 'application/json', ...headers, ...init.headers },
        // Credentials go nowhere but to the configured host.
        redirect: 'manual',
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
    } catch (error) {
      signal?.throwIfAborted();
      throw this.#unreachable(timeout.aborted ? 'it did not answer' : error);
    }
    if (!response.ok) {
      throw this.#refusal(response, await wordsOf(response));
    }
    return response;
  }

  async #orNothing<T>(promise: Promise<T>): Promise<T | undefined> {
    return promise.catch(error => {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    });
  }

  #refusal({ status }: Response, words: string): Error {
    const { vendor, baseUrl, credentials } = this.#options;
    const host = `${vendor} (${new URL(baseUrl).host})`;
    const said = words ? `: ${words}` : '';
    const cure =
      credentials === 'yours'
        ? 'Sign in to it again, or use an account that may write there'
        : "Ask whoever runs the portal to check its credentials in 'integrations', or give the action a 'token' of your own";
    if (status >= 300 && status < 400) {
      return new InputError(
        `The repository has moved on ${host}. Put its present address into the component's source location, or into 'repoUrl'`,
      );
    }
    switch (status) {
      case 401:
        return new NotAllowedError(
          `${host} does not accept ${
            credentials === 'yours' ? 'your' : credentials
          } credentials${said}. ${cure}`,
        );
      case 403:
        return new NotAllowedError(
          `${host} does not allow this${said}. ${cure}`,
        );
      case 404:
        return new NotFoundError(
          `${host} has no such repository, or does not show it to ${
            credentials === 'yours' ? 'you' : 'the portal'
          }${said}. ${cure}`,
        );
      case 409:
      case 422:
        return new ConflictError(`${host} refused the change${said}`);
      default:
        return status < 500 && status !== 429
          ? new InputError(`${host} refused the request (${status})${said}`)
          : this.#unreachable(`it answered ${status}${said}`);
    }
  }

  #unreachable(why: unknown): Error {
    const { vendor, baseUrl } = this.#options;
    const cause = (why as { cause?: { code?: string } })?.cause?.code;
    return new ServiceUnavailableError(
      `${vendor} (${new URL(baseUrl).host}) could not be reached: ${
        cause ?? (why instanceof Error ? why.message : why)
      }. Start the task again; if it stays so, ask whoever runs the host`,
    );
  }
}

/** What a host says of an error; each has its own way of it. */
async function wordsOf(response: Response): Promise<string> {
  const text = await response.text().catch(() => '');
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    // Pages for people say nothing that is not in the status.
    return '';
  }
  const details = [body?.errors].flat().map(detail => detail?.message);
  const words = [body?.message, body?.error?.message, ...details, body?.error]
    .flat()
    .filter(word => typeof word === 'string' && word !== '');
  return [...new Set(words)].join('; ').slice(0, WORDS);
}
