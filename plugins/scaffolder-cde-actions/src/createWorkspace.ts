import { setTimeout as sleep } from 'node:timers/promises';
import type {
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { CdeBackend } from './CdeBackend';
import { examples } from './createWorkspace.examples';
import { wordsToContinueWith } from './failure';
import { checkpointKey, idempotencyKey } from './keys';
import { linksOf } from './links';

/**
 * How long a component that was just registered may take to show up. A catalog that was interrupted while it read it
 * takes it up again after its processing interval, two and a half minutes by default.
 */
const COMPONENT_WAIT_MS = 200_000;
const COMPONENT_POLL_MS = 1_000;

export interface CreateWorkspaceActionOptions {
  backend: Pick<CdeBackend, 'createWorkspace'>;
  catalog: Pick<CatalogService, 'getEntityByRef'>;
  /** Base URL of the portal's pages, without a trailing slash. */
  portalUrl: string;
  /** Default: a little more than the catalog's processing interval. */
  componentWaitMs?: number;
}

/** `cde:workspace:create`: makes a workspace as the person who runs the template, under their rights. */
export function createCreateWorkspaceAction(
  options: CreateWorkspaceActionOptions,
) {
  const {
    backend,
    catalog,
    portalUrl,
    componentWaitMs = COMPONENT_WAIT_MS,
  } = options;
  return createTemplateAction({
    id: 'cde:workspace:create',
    description:
      'Makes a development environment for a component or a repository, owned by whoever runs the template.',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        component: z =>
          z
            .string({
              description:
                'Entity ref of the component; one that was just registered is waited for',
            })
            .min(1)
            .optional(),
        repositoryUrl: z =>
          z
            .string({
              description: 'URL of the repository; needed without a component',
            })
            .min(1)
            .optional(),
        ref: z =>
          z
            .object(
              {
                type: z.enum(['branch', 'tag', 'commit']),
                name: z.string().min(1),
              },
              {
                description:
                  "Branch, tag or commit; default: the repository's default branch",
              },
            )
            .strict()
            .optional(),
        devcontainerPath: z =>
          z
            .string({
              description:
                "Path of the devcontainer.json to use; 'default' for the template's image",
            })
            .min(1)
            .optional(),
        name: z =>
          z
            .string({ description: 'Default: made from component and branch' })
            .min(1)
            .max(63)
            .optional(),
        template: z =>
          z
            .string({ description: 'Name of the workspace template' })
            .min(1)
            .optional(),
        parameters: z =>
          z
            .record(
              z.string(),
              z.union([z.string(), z.number(), z.boolean()]),
              {
                description: 'Values for the parameters of the template',
              },
            )
            .optional(),
        resourceClass: z =>
          z
            .string({ description: 'Name of the resource class' })
            .min(1)
            .optional(),
        ide: z =>
          z.string({ description: 'Name of the IDE' }).min(1).optional(),
        cluster: z =>
          z.string({ description: 'Name of the cluster' }).min(1).optional(),
        onFailure: z =>
          z
            .enum(['fail', 'continue'], {
              description:
                "Whether the task ends when the workspace cannot be made, for example because of a quota; default: 'fail'",
            })
            .optional(),
      },
      output: {
        workspaceId: z =>
          z.string({ description: 'Id of the workspace' }).optional(),
        name: z =>
          z.string({ description: 'Name of the workspace' }).optional(),
        url: z =>
          z
            .string({ description: 'Page of the workspace in the portal' })
            .optional(),
        openUrl: z =>
          z.string({ description: 'Link that opens its IDE' }).optional(),
        workspaceError: z =>
          z
            .string({
              description:
                "Why there is no workspace, and what to do; only with onFailure 'continue'",
            })
            .optional(),
      },
    },
    async handler(ctx) {
      const { isDryRun, logger, signal, task, step } = ctx;
      const { onFailure, ...request } = ctx.input;
      if (!request.component && !request.repositoryUrl) {
        throw new InputError(
          "Give the action a 'component' or a 'repositoryUrl' to make the workspace for",
        );
      }
      const tell = ({ id, name }: { id: string; name: string }) => {
        const { url, openUrl } = linksOf(portalUrl, id);
        ctx.output('workspaceId', id);
        ctx.output('name', name);
        ctx.output('url', url);
        ctx.output('openUrl', openUrl);
        return url;
      };
      if (isDryRun) {
        logger.info(
          `Dry run: a workspace for ${
            request.component ?? request.repositoryUrl
          } would be made`,
        );
        tell({ id: 'dry-run', name: request.name ?? 'dry-run' });
        return;
      }

      try {
        const credentials = await ctx.getInitiatorCredentials();
        const made = await ctx.checkpoint({
          key: checkpointKey('cde.workspace.create', request),
          fn: async () => {
            if (request.component) {
              await waitForComponent(catalog, request.component, {
                logger,
                credentials,
                signal,
                waitMs: componentWaitMs,
              });
            }
            const { id, name } = await backend.createWorkspace(request, {
              credentials,
              idempotencyKey: idempotencyKey(task.id, step?.id, request),
              signal,
            });
            return { id, name };
          },
        });
        const url = tell(made);
        logger.info(`The workspace '${made.name}' is being made: ${url}`);
      } catch (error) {
        const words = wordsToContinueWith(error, { onFailure, signal, logger });
        ctx.output('workspaceError', words);
      }
    },
  });
}

/** Registration returns before the catalog has processed the entity. What never comes, the backend refuses. */
async function waitForComponent(
  catalog: Pick<CatalogService, 'getEntityByRef'>,
  ref: string,
  options: {
    credentials: BackstageCredentials;
    signal?: AbortSignal;
    logger: LoggerService;
    waitMs: number;
  },
): Promise<void> {
  const deadline = Date.now() + options.waitMs;
  let told = false;
  while (
    !(await catalog.getEntityByRef(ref, {
      credentials: options.credentials,
    })) &&
    Date.now() < deadline
  ) {
    if (!told) {
      options.logger.info(
        `Waiting until the catalog has read ${ref}, for ${Math.round(
          options.waitMs / 60_000,
        )} minutes at most`,
      );
      told = true;
    }
    await sleep(COMPONENT_POLL_MS, undefined, { signal: options.signal });
  }
}
