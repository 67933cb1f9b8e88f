import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { TimelineStep } from '@backstage-cde/plugin-cde-common';
import type { Caller, Offers, WorkspaceService } from '../service';
import type { Handlers } from './createRouter';

/** Between HTTP and the use cases. Requests fit the API's document when they arrive here. */
export function createHandlers(options: {
  workspaces: WorkspaceService;
  offers: Offers;
  logger: LoggerService;
}): Handlers {
  const { workspaces, offers, logger } = options;
  return {
    listWorkspaces: async (caller, { query }) =>
      workspaces.list(caller, {
        component: text(query.component),
        cursor: text(query.cursor),
        limit: query.limit === undefined ? undefined : Number(query.limit),
      }),
    createWorkspace: async (caller, { body, headers }) => {
      const { workspace } = await workspaces.create(
        caller,
        body,
        text(headers['idempotency-key']),
      );
      return workspace;
    },
    previewWorkspace: (caller, { body }) => offers.preview(caller, body),
    getWorkspace: (caller, { params }) => workspaces.get(caller, params.id),
    deleteWorkspace: (caller, { params }) =>
      workspaces.delete(caller, params.id),
    startWorkspace: (caller, { params }) => workspaces.start(caller, params.id),
    stopWorkspace: (caller, { params }) => workspaces.stop(caller, params.id),
    restartWorkspace: (caller, { params }) =>
      workspaces.restart(caller, params.id),
    openWorkspace: (caller, { params, body }) =>
      workspaces.open(
        caller,
        params.id,
        body?.port === undefined ? 'ide' : { port: body.port },
      ),
    getTimeline: async (caller, { params, query }) => ({
      items: await workspaces.timeline(
        caller,
        params.id,
        Number(query.after ?? 0),
      ),
    }),
    getLog: (caller, req, res) =>
      streamLog(workspaces, logger, caller, req, res),
    getOptions: (caller, { query }) =>
      offers.options(caller, text(query.component)),
    getBranches: (caller, { query }) =>
      offers.branches(caller, String(query.component)),
    listClusters: async () => ({ items: offers.clusters() }),
  };
}

async function streamLog(
  workspaces: WorkspaceService,
  logger: LoggerService,
  caller: Caller,
  { params, query }: Request,
  res: Response,
): Promise<void> {
  const gone = new AbortController();
  res.on('close', () => gone.abort());
  const log = await workspaces.log(
    caller,
    params.id,
    params.step as TimelineStep,
    {
      follow: String(query.follow) === 'true',
      signal: gone.signal,
    },
  );
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
