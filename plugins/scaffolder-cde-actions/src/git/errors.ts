import {
  ConflictError,
  NotAllowedError,
  ServiceUnavailableError,
} from '@backstage/errors';
import type { RepositoryTarget } from './GitHosts';
import type { GitResult } from './gitProcess';

const NOT_FOUND =
  /repository .* not found|returned error: 404|not valid: is this a git repository/i;

/** Whether the host says that there is no such repository. */
export function saysNotFound({ stderr }: GitResult): boolean {
  return NOT_FOUND.test(stderr);
}

/** What git's words mean, the first that fits; git speaks English, as its locale is set to C. */
const MEANINGS: Array<{
  pattern: RegExp;
  toError: (target: RepositoryTarget, host: string) => Error;
}> = [
  {
    pattern:
      /stale info|\[rejected\]|fetch first|non-fast-forward|reference already exists|cannot lock ref/i,
    toError: target => alreadyThere(target),
  },
  {
    pattern:
      /could not read (Username|Password)|Authentication failed|returned error: 40[13]|HTTP Basic: Access denied/i,
    toError: (target, host) =>
      new NotAllowedError(
        `${host} does not let the portal push to ${target.url}; ask whoever runs the portal to check its credentials (cde.git.hosts)`,
      ),
  },
  {
    pattern: NOT_FOUND,
    toError: (target, host) =>
      new NotAllowedError(
        `${host} has no repository ${target.url}, and makes none of a push; make it there, empty, and start the task again`,
      ),
  },
  {
    pattern: /\[remote rejected\]|pre-receive hook declined/i,
    toError: (target, host) =>
      new NotAllowedError(
        `${host} refused what was pushed to ${target.url}; ask whoever runs it about its rules for pushes`,
      ),
  },
];

/** Turns a failed run of git into an error for the person who runs the template. */
export function gitError(target: RepositoryTarget, result: GitResult): Error {
  const { host } = new URL(target.url);
  const meaning = MEANINGS.find(({ pattern }) => pattern.test(result.stderr));
  return meaning
    ? meaning.toError(target, host)
    : new ServiceUnavailableError(
        `The git host ${host} could not be reached: ${lastLine(
          result.stderr,
        )}. Start the task again; if it stays so, ask whoever runs the host`,
      );
}

export function alreadyThere({ url }: RepositoryTarget): ConflictError {
  return new ConflictError(
    `There is a repository ${url} already, with a history of its own, which is left as it is. Choose another name, or work on that one`,
  );
}

function lastLine(stderr: string): string {
  const line = stderr.split('\n').findLast(text => text.trim());
  return (line ?? 'git failed without a word').replace(/^(fatal|error): /, '');
}
