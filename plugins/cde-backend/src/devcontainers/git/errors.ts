import {
  InputError,
  NotAllowedError,
  ServiceUnavailableError,
} from '@backstage/errors';
import type { GitResult } from './gitProcess';

/** What git's words mean. The first pattern that fits wins; git speaks English, as its locale is set to C. */
const MEANINGS: Array<{ pattern: RegExp; toError: (url: string) => Error }> = [
  {
    pattern:
      /not our ref|unadvertised object|couldn't find remote ref|bad object|upload-pack: not our ref/i,
    toError: url =>
      new InputError(
        `The commit is not in ${url}; it may have been removed by a force-push`,
      ),
  },
  {
    pattern:
      /could not read (Username|Password)|Authentication failed|returned error: 40[13]|HTTP Basic: Access denied/i,
    toError: url =>
      new NotAllowedError(
        `${url} does not let the portal in: the repository is private or does not exist. Ask whoever runs the portal to give it access (its credentials for ${host(
          url,
        )})`,
      ),
  },
  {
    pattern:
      /repository .* not found|returned error: 404|does not appear to be a git repository|not valid: is this a git repository/i,
    toError: url =>
      new InputError(
        `There is no git repository at ${url}; check the address in the component's source location`,
      ),
  },
  {
    pattern:
      /returned error: 3\d\d|unable to update url base from redirection/i,
    toError: url =>
      new InputError(
        `${url} has moved, and the portal does not follow redirects; put the repository's present address into the component's source location`,
      ),
  },
  {
    pattern: /No space left on device|Disk quota exceeded/i,
    toError: () =>
      new ServiceUnavailableError(
        'The disk of the portal is full, so the repository could not be read',
      ),
  },
];

/** Turns a failed run of git into an error for the person who asked. */
export function gitError(url: string, result: GitResult): Error {
  if (result.killed === 'timeout') {
    return unreachable(url, 'it did not answer in time');
  }
  if (result.killed === 'output') {
    return new InputError(`${url} is too large to be read here`);
  }
  const meaning = MEANINGS.find(({ pattern }) => pattern.test(result.stderr));
  return meaning
    ? meaning.toError(url)
    : unreachable(url, lastLine(result.stderr));
}

function unreachable(url: string, why: string): Error {
  return new ServiceUnavailableError(
    `The git host ${host(
      url,
    )} could not be reached: ${why}. Try again; if it stays so, ask whoever runs it`,
  );
}

function lastLine(stderr: string): string {
  const lines = stderr.split('\n').filter(line => line.trim());
  return (lines.at(-1) ?? 'git failed without a word').replace(
    /^(fatal|error): /,
    '',
  );
}

function host(url: string): string {
  return new URL(url).host;
}
