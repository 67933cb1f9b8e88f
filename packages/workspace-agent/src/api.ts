/** The agent's HTTP interface, reached through the tunnel only. */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type {
  AgentActivity,
  AgentNotice,
  AgentStatus,
} from '@backstage-cde/plugin-cde-common';
import type { EventLog } from './events.ts';
import type { LogStore } from './logs.ts';
import { parseNotice } from './notices.ts';

/** Steps that have a log. */
const STEPS = new Set([
  'clone',
  'onCreateCommand',
  'updateContentCommand',
  'postCreateCommand',
  'postStartCommand',
  'postAttachCommand',
  'extensions',
  'ide',
]);

export interface ApiOptions {
  events: EventLog;
  logs: LogStore;
  status: () => AgentStatus;
  activity: () => Promise<AgentActivity>;
  /** Begins to run `postAttachCommand`. */
  attach: () => void;
  /** Tells people at the IDE. */
  notice: (notice: AgentNotice) => void;
}

/** Longer bodies are not read. */
const LONGEST_BODY = 16_384;

/**
 * | | |
 * |---|---|
 * | `GET /status` | `AgentStatus` |
 * | `GET /activity` | `AgentActivity` |
 * | `GET /events?after=SEQ` | `AgentEvent`s as ndjson; stays open |
 * | `GET /logs/<step>?follow=true` | the step's log as text |
 * | `POST /attach` | 202; runs `postAttachCommand` |
 * | `POST /notices` | 202; shows an `AgentNotice` to people at the IDE |
 */
export function createApi(options: ApiOptions): Server {
  const server = createServer((request, response) => {
    handle(request, response, options).catch(error => {
      if (!response.headersSent) {
        text(response, 500, 'The agent could not answer');
      } else {
        response.destroy();
      }
      if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') {
        process.stderr.write(`${request.method} ${request.url}: ${error}\n`);
      }
    });
  });
  // Streams stay open as long as their reader does.
  server.requestTimeout = 0;
  return server;
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  options: ApiOptions,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://agent');
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const step = /^\/logs\/([A-Za-z]+)$/.exec(url.pathname)?.[1];
  switch (`${request.method} ${step ? '/logs' : url.pathname}`) {
    case 'GET /status':
      json(response, options.status());
      return;
    case 'GET /activity':
      json(response, await options.activity());
      return;
    case 'GET /events': {
      const after = Number(url.searchParams.get('after') ?? 0) || 0;
      const events = options.events.after(after, gone.signal);
      await stream(response, 'application/x-ndjson', lines(events));
      return;
    }
    case 'GET /logs': {
      if (!STEPS.has(step ?? '')) {
        text(response, 404, 'There is no such step');
        return;
      }
      const follow = url.searchParams.get('follow') === 'true';
      const log = options.logs.read(step ?? '', follow, gone.signal);
      await stream(response, 'text/plain; charset=utf-8', log);
      return;
    }
    case 'POST /attach':
      options.attach();
      text(response, 202, 'postAttachCommand was started');
      return;
    case 'POST /notices': {
      const notice = await readNotice(request);
      if (notice) {
        options.notice(notice);
      }
      text(response, notice ? 202 : 400, notice ? 'It is shown' : 'No notice');
      return;
    }
    default:
      text(response, 404, 'There is no such thing');
  }
}

/** `undefined` for what is none. */
async function readNotice(
  request: IncomingMessage,
): Promise<AgentNotice | undefined> {
  let body = '';
  request.setEncoding('utf8');
  for await (const chunk of request) {
    body += chunk;
    if (body.length > LONGEST_BODY) {
      return undefined;
    }
  }
  try {
    return parseNotice(body);
  } catch {
    return undefined;
  }
}

async function* lines(values: AsyncIterable<unknown>): AsyncGenerator<string> {
  for await (const value of values) {
    yield `${JSON.stringify(value)}\n`;
  }
}

/** Sends what comes as fast as the reader takes it, and no faster. */
async function stream(
  response: ServerResponse,
  type: string,
  source: AsyncIterable<string | Buffer>,
): Promise<void> {
  response.writeHead(200, {
    'content-type': type,
    'cache-control': 'no-store',
  });
  response.flushHeaders();
  await pipeline(Readable.from(source, { highWaterMark: 4 }), response);
}

function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

function text(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(`${body}\n`);
}
