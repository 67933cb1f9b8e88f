import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { TimelineStep } from '@backstage-cde/plugin-cde-common';
import type {
  Caller,
  ListRequest,
  Offers,
  WorkspaceCreator,
  WorkspaceOpener,
  WorkspaceOperator,
  WorkspaceReader,
} from '../service';
import type { Handler, Handlers } from './createRouter';

/** Between HTTP and the use cases. Requests fit the API's document when they arrive here. */
export function createHandlers(options: {
  reader: WorkspaceReader;
  creator: WorkspaceCreator;
  operator: WorkspaceOperator;
  opener: WorkspaceOpener;
  offers: Offers;
  logger: LoggerService;
}): Handlers {
  const { reader, creator, operator, opener, offers, logger } = options;
  const change =
    (act: 'stop' | 'delete'): Handler =>
    async (caller, { params }) =>
      reader.present(caller, await operator[act](caller, params.id));
  const begin =
    (act: 'start' | 'restart'): Handler =>
    async (caller, { params, body }) =>
      reader.present(caller, await operator[act](caller, params.id, body));
  return {
    listWorkspaces: async (caller, { query }) =>
      // The document knows nothing but the fields of the request.
      reader.list(caller, {
        ...(query as ListRequest),
        limit: query.limit === undefined ? undefined : Number(query.limit),
      }),
    createWorkspace: async (caller, { body, headers }) => {
      const key = text(headers['idempotency-key']);
      const { record } = await creator.create(caller, body, key);
      return reader.present(caller, record);
    },
    previewWorkspace: (caller, { body }) => offers.preview(caller, body),
    getWorkspace: (caller, { params }) => reader.get(caller, params.id),
    deleteWorkspace: change('delete'),
    startWorkspace: begin('start'),
    stopWorkspace: change('stop'),
    restartWorkspace: begin('restart'),
    openWorkspace: (caller, { params, body }) => {
      const target = body?.port === undefined ? 'ide' : { port: body.port };
      return opener.open(caller, params.id, target);
    },
    getTimeline: async (caller, { params, query }) => {
      const after = Number(query.after ?? 0);
      return { items: await reader.timeline(caller, params.id, after) };
    },
    getLog: (caller, req, res) => streamLog(reader, logger, caller, req, res),
    getOptions: (caller, { query }) =>
      offers.options(caller, text(query.component)),
    getBranches: (caller, { query }) =>
      offers.branches(caller, String(query.component)),
    listClusters: async () => ({ items: offers.clusters() }),
  };
}

async function streamLog(
  reader: WorkspaceReader,
  logger: LoggerService,
  caller: Caller,
  { params, query }: Request,
  res: Response,
): Promise<void> {
  const gone = new AbortController();
  res.on('close', () => gone.abort());
  const log = await reader.log(caller, params.id, params.step as TimelineStep, {
    follow: String(query.follow) === 'true',
    signal: gone.signal,
  });
  res.status(200).set({
    'Content-Type': 'text/plain; charset=utf-8',
    'X-Content-Type-Options': 'nosniff',
    // Compression would hold lines back.
    'Cache-Control': 'no-store, no-transform',
  });
  res.flushHeaders();
  try {
    await pipeline(log, res);
  } catch (error) {
    // Either side may leave at any time; what was sent stands.
    logger.debug(`The log of workspace ${params.id} ended early: ${error}`);
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
