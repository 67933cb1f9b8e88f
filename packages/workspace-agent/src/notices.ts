/** What people at the IDE should know: told by the portal, shown by its extension in the IDE, and answered there. */
import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AgentNotice } from '@backstage-cde/plugin-cde-common';
import { aborted } from './events.ts';

/** Remembered at most, of notices and of answers. */
const MOST = 20;
const LONGEST_MESSAGE = 1000;
/** An IDE that opens after this has nothing to hear of it any more. */
const STALE_MS = 60_000;

interface Numbered {
  seq: number;
  notice: AgentNotice;
}

/** @throws Error where it is none */
export function parseNotice(text: string): AgentNotice {
  const { id, message, at, keep } = JSON.parse(text) ?? {};
  if (
    typeof id !== 'string' ||
    typeof message !== 'string' ||
    Number.isNaN(Date.parse(at))
  ) {
    throw new Error('A notice has an id, a message and a time');
  }
  return {
    id,
    message: message.slice(0, LONGEST_MESSAGE),
    at,
    keep: keep === true,
  };
}

/** Notices until they are over, and the answers to them. */
export class Notices {
  readonly #changes = new EventEmitter().setMaxListeners(0);
  #notices: Numbered[] = [];
  #kept: string[] = [];
  #seq = 0;
  #keptAt = 0;

  /** Ids of notices that were answered with "keep running". */
  get kept(): string[] {
    return [...this.#kept];
  }

  /** When one was answered last, in ms since 1970. */
  get keptAt(): number {
    return this.#keptAt;
  }

  /** The same id is told once. */
  add(notice: AgentNotice): void {
    if (this.#notices.some(({ notice: { id } }) => id === notice.id)) {
      return;
    }
    this.#seq += 1;
    this.#notices = [...this.#notices, { seq: this.#seq, notice }].slice(-MOST);
    this.#changes.emit('change');
  }

  /** Somebody wants the workspace to run on; false for a notice that is not known. */
  keep(id: string): boolean {
    const known = this.#notices.find(({ notice }) => notice.id === id);
    if (!known?.notice.keep) {
      return false;
    }
    this.#kept = [...this.#kept.filter(each => each !== id), id].slice(-MOST);
    this.#keptAt = Date.now();
    return true;
  }

  /** Notices that still matter, and then each as it comes. */
  async *follow(signal: AbortSignal): AsyncGenerator<AgentNotice> {
    for (let last = 0; !signal.aborted; ) {
      const news = this.#notices.filter(({ seq }) => seq > last);
      if (news.length > 0) {
        last = news[news.length - 1].seq;
        yield* news.map(({ notice }) => notice).filter(this.#matters);
      } else {
        await once(this.#changes, 'change', { signal }).catch(aborted);
      }
    }
  }

  readonly #matters = ({ id, at }: AgentNotice): boolean =>
    Date.parse(at) > Date.now() - STALE_MS && !this.#kept.includes(id);
}

/**
 * The extension's way to the notices, on a socket that only this user opens:
 * `GET /notices` gives them as ndjson and stays open, `POST /keep?id=ID` answers one.
 */
export function createNoticeServer(notices: Notices): Server {
  const server = createServer((request, response) => {
    answer(notices, request, response).catch(error => {
      process.stderr.write(`${request.method} ${request.url}: ${error}\n`);
      response.destroy();
    });
  });
  server.requestTimeout = 0;
  return server;
}

async function answer(
  notices: Notices,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://agent');
  switch (`${request.method} ${url.pathname}`) {
    case 'GET /notices': {
      const gone = new AbortController();
      response.on('close', () => gone.abort());
      response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      response.flushHeaders();
      for await (const notice of notices.follow(gone.signal)) {
        response.write(`${JSON.stringify(notice)}\n`);
      }
      response.end();
      return;
    }
    case 'POST /keep': {
      const known = notices.keep(url.searchParams.get('id') ?? '');
      response.writeHead(known ? 204 : 404).end();
      return;
    }
    default:
      response.writeHead(404).end();
  }
}
