import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { CdeBackend } from './CdeBackend';
import { examples } from './createWorkspace.examples';

/** How long a component that was just registered may take to show up. */
const COMPONENT_WAIT_MS = 60_000;
const COMPONENT_POLL_MS = 1_000;

export interface CreateWorkspaceActionOptions {
  backend: Pick<CdeBackend, 'createWorkspace'>;
  catalog: Pick<CatalogService, 'getEntityByRef'>;
  /** Base URL of the portal's pages, without a trailing slash. */
  portalUrl: string;
  /** Default: a minute. */
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
      },
      output: {
        workspaceId: z => z.string({ description: 'Id of the workspace' }),
        name: z => z.string({ description: 'Name of the workspace' }),
        url: z =>
          z.string({ description: 'Page of the workspace in the portal' }),
      },
    },
    async handler(ctx) {
      const { input, isDryRun, logger, signal, task, step, each } = ctx;
      if (!input.component && !input.repositoryUrl) {
        throw new InputError(
          "Give the action a 'component' or a 'repositoryUrl' to make the workspace for",
        );
      }
      const pageOf = (id: string) => `${portalUrl}/workspaces/${id}`;
      if (isDryRun) {
        logger.info(
          `Dry run: a workspace for ${
            input.component ?? input.repositoryUrl
          } would be made`,
        );
        ctx.output('workspaceId', 'dry-run');
        ctx.output('name', input.name ?? 'dry-run');
        ctx.output('url', pageOf('dry-run'));
        return;
      }

      const credentials = await ctx.getInitiatorCredentials();
      const made = await ctx.checkpoint({
        key: 'cde.workspace.create',
        fn: async () => {
          if (input.component) {
            await waitForComponent(catalog, input.component, {
              credentials,
              signal,
              waitMs: componentWaitMs,
            });
          }
          const idempotencyKey = keyOf(task.id, step?.id, each);
          const { id, name } = await backend.createWorkspace(input, {
            credentials,
            idempotencyKey,
            signal,
          });
          return { id, name };
        },
      });
      logger.info(
        `The workspace '${made.name}' is being made: ${pageOf(made.id)}`,
      );
      ctx.output('workspaceId', made.id);
      ctx.output('name', made.name);
      ctx.output('url', pageOf(made.id));
    },
  });
}

/** The same for each try of the same step of the same task. */
function keyOf(...parts: unknown[]): string {
  return `scaffolder-${createHash('sha256')
    .update(JSON.stringify(parts))
    .digest('hex')}`;
}

/** Registration returns before the catalog has processed the entity. What never comes, the backend refuses. */
async function waitForComponent(
  catalog: Pick<CatalogService, 'getEntityByRef'>,
  ref: string,
  options: {
    credentials: BackstageCredentials;
    signal?: AbortSignal;
    waitMs: number;
  },
): Promise<void> {
  const deadline = Date.now() + options.waitMs;
  while (
    !(await catalog.getEntityByRef(ref, {
      credentials: options.credentials,
    })) &&
    Date.now() < deadline
  ) {
    await sleep(COMPONENT_POLL_MS, undefined, { signal: options.signal });
  }
}
