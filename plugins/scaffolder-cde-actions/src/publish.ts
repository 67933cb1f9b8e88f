import { stat } from 'node:fs/promises';
import {
  resolveSafeChildPath,
  type RootConfigService,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { GitHosts, Publication } from './git';
import { checkpointKey } from './keys';
import { examples } from './publish.examples';

const DEFAULT_BRANCH = 'main';
/** As git's own rules for branches, less what nobody needs. */
const BRANCH =
  /^(?!.*(?:\.\.|\/\/|\/\.|\.lock(?:\/|$)))\w(?:[\w./+-]*[\w+-])?$/;
/** One line, without the characters that git's own format uses. */
const NAME = /^[^<>\n\r\t]+$/;

/**
 * `cde:git:publish`: pushes to a plain git host, as publish:github and others do to theirs. The commit
 * is remembered before it is pushed, so a task that is recovered finds its own and makes no second one.
 */
export function createPublishAction(options: { config: RootConfigService }) {
  const { config } = options;
  const hosts = GitHosts.fromConfig(config);
  return createTemplateAction({
    id: 'cde:git:publish',
    description:
      'Makes a repository of the files of the task on a plain git host (one of cde.git.hosts) that makes repositories of pushes, or has an empty one.',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        repoUrl: z =>
          z
            .string({
              description:
                'URL of the repository to be, on a host of cde.git.hosts: https://git.example.com/team/name',
            })
            .min(1),
        defaultBranch: z =>
          z
            .string({ description: 'Name of its branch; default: main' })
            .regex(BRANCH)
            .max(200)
            .optional(),
        gitCommitMessage: z =>
          z
            .string({ description: "Default: 'Initial commit'" })
            .min(1)
            .optional(),
        gitAuthorName: z =>
          z
            .string({ description: 'Default: whoever runs the template' })
            .regex(NAME)
            .optional(),
        gitAuthorEmail: z =>
          z
            .string({ description: 'Default: whoever runs the template' })
            .regex(NAME)
            .optional(),
        sourcePath: z =>
          z
            .string({
              description:
                "Folder in the task's workspace to publish; default: all of it",
            })
            .optional(),
      },
      output: {
        remoteUrl: z =>
          z.string({ description: 'URL to clone the repository from' }),
        repoContentsUrl: z =>
          z.string({
            description:
              "URL below which the branch's files are, as they are: put /catalog-info.yaml after it for catalog:register",
          }),
        commitHash: z => z.string({ description: 'Name of the commit' }),
      },
    },
    async handler(ctx) {
      const { input, isDryRun, logger, signal, workspacePath } = ctx;
      const target = hosts.repository(input.repoUrl);
      const branch = input.defaultBranch ?? DEFAULT_BRANCH;
      const source = resolveSafeChildPath(
        workspacePath,
        input.sourcePath ?? '.',
      );
      ctx.output('remoteUrl', target.url);
      ctx.output('repoContentsUrl', `${target.base}/raw/${branch}`);
      if (isDryRun) {
        logger.info(`Dry run: ${target.url} would be made, with ${branch}`);
        ctx.output('commitHash', '0'.repeat(40));
        return;
      }
      await assertFolder(source, input.sourcePath);

      const publication = new Publication({
        source,
        temporary: await ctx.createTemporaryDirectory(),
        target,
        signal,
      });
      const request = {
        message: input.gitCommitMessage ?? 'Initial commit',
        author: authorOf(ctx, config),
      };
      let made: string | undefined;
      const { commit, at } = await ctx.checkpoint({
        key: checkpointKey('cde.git.publish', input),
        fn: async () => {
          const now = new Date().toISOString();
          made = await publication.commit({ ...request, at: now });
          return { commit: made, at: now };
        },
      });
      const refs = await publication.remoteRefs();
      if (refs?.get(`refs/heads/${branch}`) === commit) {
        logger.info(`${target.url} has the commit ${commit} of this task`);
      } else if (refs?.size) {
        publication.refuse();
      } else {
        made ??= await publication.commit({ ...request, at });
        if (made !== commit) {
          throw new InputError(
            'The files of the task are not the ones that it began to publish. Start the template again',
          );
        }
        await publication.push(commit, branch);
        logger.info(`Pushed ${commit} to ${branch} of ${target.url}`);
      }
      ctx.output('commitHash', commit);
    },
  });
}

async function assertFolder(folder: string, name = '.'): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) {
    throw new InputError(
      `'sourcePath' is '${name}', but the task has no such folder; check the steps before this one`,
    );
  }
}

interface Author {
  name: string;
  email: string;
}

/** As the template says, else the person, else as the configuration says. */
function authorOf(
  ctx: {
    input: { gitAuthorName?: string; gitAuthorEmail?: string };
    user?: {
      entity?: {
        spec?: { profile?: { displayName?: string; email?: string } };
      };
    };
  },
  config: RootConfigService,
): Author {
  const { gitAuthorName, gitAuthorEmail } = ctx.input;
  const { displayName, email } = ctx.user?.entity?.spec?.profile ?? {};
  const configured = (key: string) =>
    config.getOptionalString(`scaffolder.defaultAuthor.${key}`);
  return {
    name: gitAuthorName ?? displayName ?? configured('name') ?? 'Scaffolder',
    email:
      gitAuthorEmail ??
      email ??
      configured('email') ??
      'scaffolder@backstage.io',
  };
}
