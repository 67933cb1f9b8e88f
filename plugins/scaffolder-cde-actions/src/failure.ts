import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';

/** What becomes of a task whose workspace could not be made. */
export type OnFailure = 'fail' | 'continue';

/**
 * Where the template wants its task to go on without the workspace: says so in the log and returns the words.
 * @throws the error itself otherwise, and when the task was cancelled
 */
export function wordsToContinueWith(
  thrown: unknown,
  options: {
    onFailure?: OnFailure;
    signal?: AbortSignal;
    logger: LoggerService;
  },
): string {
  const error = toError(thrown);
  if (options.signal?.aborted || options.onFailure !== 'continue') {
    throw error;
  }
  options.logger.warn(
    `${error.message.replace(
      /\.$/,
      '',
    )}. What was made before stands; the rest can be done on the component's page`,
  );
  return error.message;
}
