import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError, NotFoundError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { repositoryUrlOf } from '@backstage-cde/plugin-cde-common';
import { generationInputs, type StackId } from '../devcontainer';
import { checkpointKey } from '../keys';
import { contentsFor } from './contents';
import type { Located, RepositoryLocator } from './locate';
import { proposeChange } from './proposeChange';
import { examples } from './proposeDevcontainer.examples';
import type { Proposers } from './Proposers';
import { findTarget } from './target';

export interface ProposeDevcontainerActionOptions {
  catalog: Pick<CatalogService, 'getEntityByRef'>;
  locator: Pick<RepositoryLocator, 'locate'>;
  proposers: Pick<Proposers, 'for'>;
  /** The platform's own images by stack. */
  images?: Partial<Record<StackId, string>>;
}

const BRANCH_NAME = 'add-devcontainer';
/** As git's own rules for branches, less what nobody needs. */
const BRANCH =
  /^(?!.*(?:\.\.|\/\/|\/\.|\.lock(?:\/|$)))\w(?:[\w./+-]*[\w+-])?$/;

/** `cde:devcontainer:propose`: opens a pull request that adds a devcontainer.json to a repository, or adds to it. */
export function createProposeDevcontainerAction(
  options: ProposeDevcontainerActionOptions,
) {
  const { catalog, locator, proposers, images = {} } = options;
  return createTemplateAction({
    id: 'cde:devcontainer:propose',
    description:
      'Opens a pull request that adds a devcontainer.json to an existing component, or improves the one that is there.',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        component: z =>
          z
            .string({ description: 'Entity ref of the component' })
            .min(1)
            .optional(),
        repoUrl: z =>
          z
            .string({
              description:
                "URL of the repository, or what the scaffolder's repository picker gives; needed without a component",
            })
            .min(1)
            .optional(),
        branchName: z =>
          z
            .string({
              description: `Branch to make. Default: ${BRANCH_NAME}`,
            })
            .max(200)
            .regex(BRANCH, 'must be a name that git allows')
            .optional(),
        targetBranch: z =>
          z
            .string({
              description:
                "Branch to change. Default: the one of the source location, else the repository's default branch",
            })
            .max(200)
            .regex(BRANCH, 'must be a name that git allows')
            .optional(),
        title: z =>
          z
            .string({ description: 'Title of the pull request' })
            .min(1)
            .max(200)
            .optional(),
        description: z =>
          z
            .string({ description: 'Text of the pull request' })
            .max(10_000)
            .optional(),
        devcontainerPath: z =>
          z
            .string({
              description:
                'Path of the file in the repository. Default: the one that is there, else .devcontainer/devcontainer.json, in which a component of a subfolder has a folder of its own',
            })
            .min(1)
            .optional(),
        content: z =>
          z
            .string({
              description:
                'Text of the devcontainer.json, in place of a generated one; the inputs that follow have no meaning then',
            })
            .max(100_000)
            .optional(),
        token: z =>
          z
            .string({
              description:
                "Token of the user for the host, as a secret of the task. Default: the integration's credentials",
            })
            .min(1)
            .optional(),
        ...generationInputs,
      },
      output: {
        remoteUrl: z =>
          z.string({
            description:
              'URL of the pull request; of the branch, where the host has none',
          }),
        number: z =>
          z.number({ description: 'Number of the pull request' }).optional(),
        branch: z => z.string({ description: 'Branch with the change' }),
        created: z =>
          z.boolean({
            description:
              'False: it was there already, or there was nothing to propose',
          }),
        path: z => z.string({ description: 'Path of the devcontainer.json' }),
      },
    },
    async handler(ctx) {
      const { input, isDryRun, logger, signal } = ctx;
      const url = await repositoryOf(input, catalog, () =>
        ctx.getInitiatorCredentials(),
      );
      const located = locator.locate(url);
      const branch = input.branchName ?? BRANCH_NAME;
      if (isDryRun) {
        logger.info(
          `Dry run: a devcontainer.json would be proposed to ${located.repositoryUrl}, on the branch ${branch}`,
        );
        ctx.output('remoteUrl', located.webUrl);
        ctx.output('branch', branch);
        ctx.output('created', false);
        ctx.output('path', input.devcontainerPath ?? 'dry-run');
        return;
      }

      const { token, ...lasting } = input;
      const proposal = await ctx.checkpoint({
        key: checkpointKey('cde.devcontainer.propose', lasting),
        fn: async () => {
          const host = await proposers.for(located, {
            token,
            signal,
            temporary: () => ctx.createTemporaryDirectory(),
          });
          const target = await findTarget(host, located, input.targetBranch);
          if (target.head.name === branch) {
            throw new InputError(
              `'${branch}' is the branch that shall be changed. Give another 'branchName'`,
            );
          }
          const name = input.name ?? nameOf(located, target.folder);
          const contents = await contentsFor(
            host,
            target,
            { ...input, name },
            images,
          );
          contents.notes.forEach(note => logger.info(note));
          contents.warnings.forEach(warning =>
            logger.warn(`${contents.path}: ${warning}`),
          );
          const words = wordsFor(contents.improves, contents.path);
          const title = input.title ?? words.title;
          const { url: remoteUrl, ...made } = await proposeChange(host, {
            branch,
            target: target.head,
            files: contents.files,
            title,
            description: input.description ?? words.description,
            message: title,
            // Commits of somebody's own token are that person's anyway.
            author: token ? undefined : authorOf(ctx.user?.entity),
          });
          return {
            ...made,
            remoteUrl,
            path: contents.path,
            hasPullRequests: host.hasPullRequests,
          };
        },
      });
      logger.info(describe(proposal));
      ctx.output('remoteUrl', proposal.remoteUrl);
      ctx.output('branch', proposal.branch);
      ctx.output('created', proposal.created);
      ctx.output('path', proposal.path);
      if (proposal.number !== undefined) {
        ctx.output('number', proposal.number);
      }
    },
  });
}

/** @throws NotFoundError for a component that is not there, or not for whoever runs the template */
async function repositoryOf(
  input: { component?: string; repoUrl?: string },
  catalog: Pick<CatalogService, 'getEntityByRef'>,
  credentials: () => Promise<BackstageCredentials>,
): Promise<string> {
  const { component, repoUrl } = input;
  if (!component === !repoUrl) {
    throw new InputError(
      "Give the action either a 'component' or a 'repoUrl' to propose a devcontainer.json to",
    );
  }
  if (!component) {
    return repoUrl!;
  }
  const entity = await catalog.getEntityByRef(
    component.includes(':') ? component : `component:${component}`,
    { credentials: await credentials() },
  );
  if (!entity) {
    throw new NotFoundError(
      `There is no '${component}' in the catalog, or you may not see it`,
    );
  }
  const url = repositoryUrlOf(entity.metadata.annotations);
  if (!url) {
    throw new InputError(
      `'${component}' does not say where its repository is; its owners can add the annotation 'backstage.io/source-location' to its catalog-info.yaml`,
    );
  }
  return url;
}

/** Of the component's folder, else of the repository. */
function nameOf({ segments }: Located, folder: string): string {
  return [...segments, ...folder.split('/')].filter(Boolean).at(-1) ?? '';
}

function wordsFor(improves: boolean, path: string) {
  return improves
    ? {
        title: 'Improve the dev environment',
        description: `Adds to \`${path}\` what the project needs to be worked on in a dev container. What the file says already stays as it is.\n`,
      }
    : {
        title: 'Add a dev environment',
        description: `Adds \`${path}\`, so that the project can be worked on in a [dev container](https://containers.dev): in the portal, in VS Code, and wherever else the standard is known. Nothing else changes.\n`,
      };
}

function authorOf(entity?: {
  spec?: { profile?: { displayName?: string; email?: string } };
}) {
  const { displayName, email } = entity?.spec?.profile ?? {};
  return displayName && email ? { name: displayName, email } : undefined;
}

function describe(proposal: {
  remoteUrl: string;
  branch: string;
  created: boolean;
  unchanged: boolean;
  path: string;
  hasPullRequests: boolean;
}): string {
  const { remoteUrl, branch, created, unchanged, path } = proposal;
  if (unchanged) {
    return `${path} on ${branch} has all of it already; there is nothing to propose: ${remoteUrl}`;
  }
  if (!proposal.hasPullRequests) {
    return `The change is on the branch ${branch}: ${remoteUrl}. This host has no pull requests, so ask the component's owners to merge it`;
  }
  return created
    ? `Opened a pull request: ${remoteUrl}`
    : `There is a pull request already: ${remoteUrl}`;
}
