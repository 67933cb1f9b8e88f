import { setTimeout as sleep } from 'node:timers/promises';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { CdeBackend } from './CdeBackend';
import { wordsToContinueWith } from './failure';
import { linksOf } from './links';
import { StartWatch } from './StartWatch';
import { seconds } from './timelineWords';
import { examples } from './waitForWorkspace.examples';

const POLL_MS = 1_000;
const DEFAULT_TIMEOUT = { minutes: 15 };

export interface WaitForWorkspaceActionOptions {
  backend: Pick<CdeBackend, 'workspace' | 'timeline'>;
  /** Base URL of the portal's pages, without a trailing slash. */
  portalUrl: string;
  /** Default: a second. */
  pollMs?: number;
}

/**
 * `cde:workspace:wait`: writes the timeline of a workspace's start into the task's log, until it is
 * ready to code in. It keeps nothing, so a task that is recovered after a crash waits on.
 */
export function createWaitForWorkspaceAction(
  options: WaitForWorkspaceActionOptions,
) {
  const { backend, portalUrl, pollMs = POLL_MS } = options;
  return createTemplateAction({
    id: 'cde:workspace:wait',
    description:
      'Waits until a development environment is ready to code in; its timeline is written into the log of the task.',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        workspaceId: z =>
          z.string({ description: 'Id of the workspace' }).min(1),
        timeout: z =>
          z
            .object(
              {
                hours: z.number().nonnegative().optional(),
                minutes: z.number().nonnegative().optional(),
                seconds: z.number().nonnegative().optional(),
              },
              { description: 'How long to wait at most; default: 15 minutes' },
            )
            .strict()
            .optional(),
        onFailure: z =>
          z
            .enum(['fail', 'continue'], {
              description:
                "Whether the task ends when it does not get ready; default: 'fail'",
            })
            .optional(),
      },
      output: {
        url: z =>
          z.string({ description: 'Page of the workspace in the portal' }),
        openUrl: z => z.string({ description: 'Link that opens its IDE' }),
        workspaceError: z =>
          z
            .string({
              description:
                "Why it is not ready, and what to do; only with onFailure 'continue'",
            })
            .optional(),
      },
    },
    async handler(ctx) {
      const { input, isDryRun, logger, signal } = ctx;
      const { url, openUrl } = linksOf(portalUrl, input.workspaceId);
      ctx.output('url', url);
      ctx.output('openUrl', openUrl);
      const timeoutMs = milliseconds(input.timeout ?? DEFAULT_TIMEOUT);
      if (isDryRun) {
        logger.info(
          `Dry run: ${input.workspaceId} would be waited for, at most ${seconds(
            timeoutMs,
          )}`,
        );
        return;
      }
      try {
        const credentials = await ctx.getInitiatorCredentials();
        const watch = new StartWatch(backend, input.workspaceId, logger);
        const started = Date.now();
        // The loop itself is patient, and says what it waits for.
        const request = { credentials, signal, patienceMs: 0 };
        while (!(await watch.look(request))) {
          if (Date.now() - started > timeoutMs) {
            throw new Error(
              `${watch.name} was not ready within ${seconds(timeoutMs)}: ${
                watch.state
              }. It goes on by itself; see ${url}`,
            );
          }
          await sleep(pollMs, undefined, { signal });
        }
        logger.info(`${watch.name} is ready: ${openUrl}`);
      } catch (error) {
        const { onFailure } = input;
        const words = wordsToContinueWith(error, { onFailure, signal, logger });
        ctx.output('workspaceError', words);
      }
    },
  });
}

function milliseconds(timeout: {
  hours?: number;
  minutes?: number;
  seconds?: number;
}): number {
  const { hours = 0, minutes = 0, seconds: rest = 0 } = timeout;
  return ((hours * 60 + minutes) * 60 + rest) * 1000;
}
