import { KubernetesError, UnreachableError } from '../clusters';
import type { WorkspaceRecord } from '../workspaces';
import { ExtraRefusedError } from './extras';
import { MINUTE, type Problem, SECOND } from './problem';
import { cause, formatBytes, formatCores, lastPart } from './words';

/** An object of that name is there, and is not ours. */
export class NameTakenError extends Error {
  constructor(kind: string, name: string) {
    super(
      `There is already a ${kind} named '${name}' that does not belong to this workspace`,
    );
    this.name = 'NameTakenError';
  }
}

/** An earlier object of the same name is not gone yet: its end wakes the workspace. */
export class StillEndingError extends Error {
  constructor(kind: string, name: string) {
    super(`The earlier ${kind} '${name}' is still ending`);
    this.name = 'StillEndingError';
  }
}

export interface RefusedWrite extends Problem {
  /** Milliseconds until the next try. */
  retryInMs: number;
  /** The namespace has to be made again. */
  namespaceGone?: boolean;
  /** There was no answer at all. */
  unreachable?: boolean;
}

/**
 * What an error of a write means for its workspace.
 * @param attempts - tries that failed before, for the back-off
 * @returns `undefined` for an error that has nothing to do with the cluster
 */
export function refusedWrite(
  error: unknown,
  row: WorkspaceRecord,
  attempts: number,
): RefusedWrite | undefined {
  const retryInMs = backoff(attempts);
  if (error instanceof StillEndingError) {
    return {
      cause: cause('StillEnding', error.message),
      retryInMs: 2 * SECOND,
      harmless: true,
    };
  }
  if (error instanceof NameTakenError) {
    return {
      cause: cause(
        'NameTaken',
        error.message,
        'Tell the platform team; the object was left alone',
      ),
      graceMs: 0,
      retryInMs,
    };
  }
  if (error instanceof ExtraRefusedError)
    return {
      cause: error.why,
      graceMs: error.final ? 0 : MINUTE,
      retryInMs,
    };
  if (error instanceof UnreachableError) {
    return {
      cause: cause(
        'ApiServerUnreachable',
        error.message,
        'It is tried again by itself',
      ),
      retryInMs,
      unreachable: true,
    };
  }
  if (!(error instanceof KubernetesError)) return undefined;
  if (error.status === 403) return { ...forbidden(error, row), retryInMs };
  if (error.status === 404)
    return {
      ...namespaceMissing(row),
      retryInMs: Math.min(retryInMs, 2 * SECOND),
    };
  if (
    error.status === 429 ||
    error.status >= 500 ||
    error.status === 408 ||
    error.status === 409
  ) {
    const message = `The API server is busy or failing (${
      error.status
    }): ${lastPart(error.message)}`;
    return {
      cause: cause('ApiServerBusy', message, 'It is tried again by itself'),
      retryInMs: error.retryAfterMs ?? retryInMs,
    };
  }
  const message = `The cluster does not accept the workspace: ${lastPart(
    error.message,
  )}`;
  const cure =
    'Change what the devcontainer.json or the options ask for, or tell the platform team';
  return {
    cause: cause(error.reason || 'Invalid', message, cure),
    graceMs: 0,
    retryInMs,
  };
}

/** Doubling from half a second to half a minute, spread so that many do not return together. */
function backoff(attempts: number): number {
  return (
    Math.min(30 * SECOND, 500 * 2 ** Math.min(attempts, 6)) *
    (0.75 + Math.random() / 2)
  );
}

/** Admission and authorisation all answer 403; they differ in their words. */
function forbidden(
  error: KubernetesError,
  row: WorkspaceRecord,
): Problem & { namespaceGone?: boolean } {
  const { message } = error;
  const verb = /cannot (\w+) resource "([^"]+)"/.exec(message);
  if (verb) {
    const text = `The portal may not ${verb[1]} ${verb[2]} in the namespace '${row.namespace}'`;
    return {
      cause: cause(
        'PortalForbidden',
        text,
        `Platform team: give the portal's role the verb "${verb[1]}" on "${verb[2]}"`,
      ),
    };
  }
  if (
    error.hasCause('NamespaceTerminating') ||
    /is being terminated/.test(message)
  ) {
    return {
      ...namespaceMissing(row),
      cause: cause(
        'NamespaceTerminating',
        `The namespace '${row.namespace}' is being deleted`,
        'The workspace starts when the namespace is there again; tell the platform team',
      ),
    };
  }
  if (/status unknown for quota/.test(message)) {
    return {
      cause: cause(
        'QuotaUnknown',
        'The cluster is still counting what the quota leaves',
        'It is tried again by itself',
      ),
    };
  }
  if (/exceeded quota/.test(message))
    return { cause: quotaCause(message, row) };
  if (/violates PodSecurity/.test(message)) {
    const cure =
      'Platform team: the namespace allows less than a workspace needs';
    return {
      cause: cause(
        'PodSecurity',
        `The cluster does not allow such a pod: ${lastPart(message)}`,
        cure,
      ),
      graceMs: 0,
    };
  }
  if (/(maximum|minimum) .* usage per|limit to request ratio/.test(message)) {
    const limit = lastPart(
      message.replace(/^.*is forbidden: /s, '').replace(/^\[|\]$/g, ''),
    );
    return {
      cause: cause(
        'LimitRange',
        `The namespace does not allow this size: ${limit}`,
        'Choose another resource class, or tell the platform team',
      ),
      graceMs: 0,
    };
  }
  return {
    cause: cause(
      'Denied',
      `The cluster refuses the workspace: ${lastPart(message)}`,
      'Tell the platform team',
    ),
    graceMs: MINUTE,
  };
}

/** `exceeded quota: NAME, requested: pods=1, used: pods=3, limited: pods=3` */
function quotaCause(message: string, row: WorkspaceRecord) {
  const part = (name: string) =>
    new RegExp(`${name}: (\\S+=[^:]*?)(?:, \\w+:|$)`).exec(message)?.[1] ?? '';
  const { cpu, memory } = row.spec.resources;
  const asked = `The workspace needs ${formatCores(
    cpu.limit,
  )} and ${formatBytes(memory.limit)} of memory at most`;
  const text = `The quota of the namespace '${row.namespace}' is used up: ${
    part('used') || '?'
  } of ${part('limited') || '?'} in use, ${
    part('requested') || '?'
  } more asked for. ${asked}`;
  return cause(
    'QuotaExceeded',
    text,
    'Stop or delete a workspace that you do not need, or choose a smaller resource class; it then starts by itself',
  );
}

function namespaceMissing(
  row: WorkspaceRecord,
): Problem & { namespaceGone: boolean } {
  const cure =
    'It is made again by itself, if the portal may; else tell the platform team';
  return {
    cause: cause(
      'NamespaceMissing',
      `The namespace '${row.namespace}' is not there`,
      cure,
    ),
    namespaceGone: true,
  };
}
