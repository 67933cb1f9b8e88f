import { isError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { Workspace } from '@backstage-cde/plugin-cde-common';
import type { CdeBackend, RequestOptions } from './CdeBackend';
import { changeExamples } from './changeWorkspace.examples';
import { checkpointKey } from './keys';
import { linksOf } from './links';

export interface ChangeWorkspaceActionOptions {
  backend: Pick<
    CdeBackend,
    'workspace' | 'startWorkspace' | 'stopWorkspace' | 'deleteWorkspace'
  >;
  /** Base URL of the portal's pages, without a trailing slash. */
  portalUrl: string;
}

/** `cde:workspace:start`: starts what is stopped, tries again what has failed. */
export function createStartWorkspaceAction(
  options: ChangeWorkspaceActionOptions,
) {
  return createChangeAction(options, {
    verb: 'start',
    description:
      'Starts a development environment that is stopped, or tries again to start one that has failed.',
    change: (id, request) => options.backend.startWorkspace(id, request),
    done: name => `The workspace '${name}' is being started`,
  });
}

/** `cde:workspace:stop`: ends the pod; files and home folder are kept. */
export function createStopWorkspaceAction(
  options: ChangeWorkspaceActionOptions,
) {
  return createChangeAction(options, {
    verb: 'stop',
    description:
      'Stops a development environment; its files and its home folder are kept.',
    change: (id, request) => options.backend.stopWorkspace(id, request),
    done: name =>
      `The workspace '${name}' is being stopped; its files are kept`,
  });
}

/** `cde:workspace:delete`: deletes a workspace with its volume. */
export function createDeleteWorkspaceAction(
  options: ChangeWorkspaceActionOptions,
) {
  return createChangeAction(options, {
    verb: 'delete',
    description:
      'Deletes a development environment with its files and its home folder; what was pushed stays.',
    change: async (id, request) => {
      try {
        return await options.backend.deleteWorkspace(id, request);
      } catch (error) {
        // It was seen before, so an interrupted try of the same step deleted it.
        if (isError(error) && error.name === 'NotFoundError') return undefined;
        throw error;
      }
    },
    done: name => `The workspace '${name}' is being deleted with its files`,
  });
}

interface Change {
  verb: 'start' | 'stop' | 'delete';
  description: string;
  change(id: string, request: RequestOptions): Promise<Workspace | undefined>;
  done(name: string): string;
}

function createChangeAction(
  { backend, portalUrl }: ChangeWorkspaceActionOptions,
  { verb, description, change, done }: Change,
) {
  return createTemplateAction({
    id: `cde:workspace:${verb}`,
    description,
    examples: changeExamples(verb),
    supportsDryRun: true,
    schema: {
      input: {
        workspaceId: z =>
          z.string({ description: 'Id of the workspace' }).min(1),
      },
      output: {
        name: z => z.string({ description: 'Name of the workspace' }),
        url: z =>
          z.string({ description: 'Page of the workspace in the portal' }),
        openUrl: z => z.string({ description: 'Link that opens its IDE' }),
      },
    },
    async handler(ctx) {
      const { isDryRun, logger, signal } = ctx;
      const { workspaceId } = ctx.input;
      const { url, openUrl } = linksOf(portalUrl, workspaceId);
      ctx.output('url', url);
      ctx.output('openUrl', openUrl);
      if (isDryRun) {
        logger.info(`Dry run: ${verb} ${workspaceId}`);
        ctx.output('name', 'dry-run');
        return;
      }
      const credentials = await ctx.getInitiatorCredentials();
      const request = { credentials, signal };
      const { name } = await ctx.checkpoint({
        key: checkpointKey(`cde.workspace.${verb}.found`, workspaceId),
        fn: async () => ({
          name: (await backend.workspace(workspaceId, request)).name,
        }),
      });
      // Not twice: what failed again meanwhile would be started once more.
      await ctx.checkpoint({
        key: checkpointKey(`cde.workspace.${verb}`, workspaceId),
        fn: async () => {
          await change(workspaceId, request);
          return true;
        },
      });
      logger.info(`${done(name)}: ${url}`);
      ctx.output('name', name);
    },
  });
}
