/** Causes of a failed clone, in words that people can act on. */

import type { PrepareFailure } from '@backstage-cde/plugin-cde-common';

export type CloneFailureReason = PrepareFailure['error']['reason'];

/** A clone that failed, with its cause and cure. */
export class CloneError extends Error {
  readonly reason: CloneFailureReason;
  readonly cure: string;
  /** Trying again soon may help. */
  readonly transient: boolean;

  constructor(failure: CloneFailure) {
    super(failure.message);
    this.name = 'CloneError';
    this.reason = failure.reason;
    this.cure = failure.cure;
    this.transient = failure.transient ?? false;
  }
}

interface CloneFailure {
  reason: CloneFailureReason;
  message: string;
  cure: string;
  transient?: boolean;
}

/** What was asked for: it appears in the messages. */
export interface CloneSubject {
  url: string;
  ref:
    | { type: 'default' }
    | { type: 'branch' | 'tag' | 'commit'; name: string };
}

interface Rule {
  pattern: RegExp;
  failure(subject: CloneSubject, line: string): CloneFailure;
}

const unreachable =
  (transient: boolean) =>
  ({ url }: CloneSubject, line: string): CloneFailure => ({
    reason: 'Unreachable',
    message: `The git server of ${url} cannot be reached: ${line}`,
    cure: 'Check that the server is up and that workspaces may connect to it, then start the workspace again.',
    transient,
  });

function refNotFound({ url, ref }: CloneSubject): CloneFailure {
  if (ref.type === 'commit') {
    return {
      reason: 'CommitNotFound',
      message: `${url} has no commit ${ref.name}`,
      cure: 'Check the commit, or push it; then create the workspace anew.',
    };
  }
  if (ref.type === 'default') {
    return {
      reason: 'BranchNotFound',
      message: `${url} has no default branch`,
      cure: "Set the repository's default branch, or choose a branch.",
    };
  }
  return {
    reason: 'BranchNotFound',
    message: `${url} has no ${ref.type} "${ref.name}"`,
    cure: `Check the ${ref.type}'s name, or push it; then create the workspace anew.`,
  };
}

/** In order: the first match decides. Messages are git's own with LC_ALL=C. */
const RULES: Rule[] = [
  {
    pattern: /no space left on device|disk quota exceeded/i,
    failure: () => ({
      reason: 'DiskFull',
      message: "The workspace's volume is full",
      cure: 'Choose a larger volume, or delete files, then start the workspace again.',
    }),
  },
  {
    pattern:
      /remote branch .* not found|couldn't find remote ref|pathspec .* did not match/i,
    failure: refNotFound,
  },
  {
    pattern:
      /not our ref|unadvertised object|reference is not a tree|unable to read tree|bad object|not a commit/i,
    failure: refNotFound,
  },
  {
    pattern:
      /authentication failed|could not read (username|password)|access denied|permission denied \(|returned error: 40[13]|terminal prompts disabled/i,
    failure: ({ url }) => ({
      reason: 'Unauthorized',
      message: `The git server refused access to ${url}`,
      cure: 'Sign in to the git server in the portal, or ask for access to the repository, then start the workspace again.',
    }),
  },
  {
    pattern:
      /repository .*not found|returned error: 404|does not appear to be a git repository|does not exist|project you were looking for could not be found/i,
    failure: ({ url }) => ({
      reason: 'RepositoryNotFound',
      message: `There is no repository at ${url}, or it is hidden from you`,
      cure: "Check the component's source location; if the repository is private, make sure that you may read it.",
    }),
  },
  {
    pattern: /certificate|host key verification failed/i,
    failure: unreachable(false),
  },
  {
    pattern: /transport '.*' not allowed/i,
    failure: ({ url }) => ({
      reason: 'RepositoryNotFound',
      message: `${url} does not use http, https or ssh`,
      cure: 'Use an http, https or ssh URL.',
    }),
  },
  {
    pattern:
      /could not resolve|failed to connect|couldn't connect|connection (refused|timed out|reset|closed)|timed out|network is unreachable|no route to host|early eof|rpc failed|hung up|returned error: (5\d\d|429)|operation too slow|empty reply/i,
    failure: unreachable(true),
  },
];

/** Lines that say what went wrong; the rest is progress. */
function telling(stderr: string): string[] {
  return stderr
    .split(/[\r\n]+/)
    .filter(line =>
      /^(fatal|error|remote|ssh|warning):|denied|fail/i.test(line),
    );
}

/** Removes user names and passwords from URLs. */
export function redact(text: string): string {
  return text.replace(/(\b[a-z][a-z0-9+.-]*:\/\/)[^/\s@]+@/gi, '$1');
}

/** Names the cause of a failed git command from what it wrote to standard error. */
export function classifyGitFailure(
  stderr: string,
  subject: CloneSubject,
): CloneError {
  const lines = telling(redact(stderr)).map(line =>
    line.replace(/^(fatal|error|remote): /, '').trim(),
  );
  const text = lines.join('\n');
  const safe = { ...subject, url: redact(subject.url) };
  for (const { pattern, failure } of RULES) {
    if (pattern.test(text)) {
      const line = lines.find(each => pattern.test(each)) ?? text;
      return new CloneError(failure(safe, line));
    }
  }
  return new CloneError({
    reason: 'Internal',
    message: `git could not clone ${safe.url}: ${
      lines.at(-1) ?? 'it gave no reason'
    }`,
    cure: 'See the log of the clone; start the workspace again to retry.',
  });
}
