import type {
  Cause,
  WorkspaceCondition,
} from '@backstage-cde/plugin-cde-common';
import type { WorkspaceRecord } from '../workspaces';
import type { PolicyView } from './keeper';
import { lostNode } from './nodeState';
import { podProblems } from './podProblems';
import { isUp } from './phase';
import { MINUTE, type Problem } from './problem';
import { currentRefusal, stateOf } from './state';
import type { PodView, Seen } from './views';
import { volumeProblem } from './volumeProblem';
import { cause, formatDuration } from './words';

/** Something that deletes a pod again and again is not answered for ever. */
const MOST_REPLACEMENTS = 5;

/** What decisions depend on beside row and cluster. */
export interface Limits {
  /** Milliseconds from the first try to the workspace's agent answering. */
  startTimeoutMs: number;
  toolsImage: string;
  /** How policies are judged at this look; absent: nothing happens by itself. */
  policies?: PolicyView;
}

/** Everything that is wrong with a workspace, the most telling first. */
export function problemsOf(
  row: WorkspaceRecord,
  seen: Seen,
  limits: Limits,
): Problem[] {
  const now = row.readAt;
  if (row.desired !== 'running')
    return [refusalProblem(row)].filter(problem => problem !== undefined);
  const { pod } = seen;
  const own = pod?.run === row.run ? pod : undefined;
  const lost = pod && lostNode(pod, now);
  const found: Array<Problem | undefined> = [
    volumeProblem(row, seen.volume),
    lost && { cause: lost, harmless: true },
    own ? undefined : refusalProblem(row),
    ...(own && !own.deletingSince
      ? podProblems(row, own, seen.notes, now, limits.toolsImage)
      : []),
    own?.disrupted?.reason === 'PreemptionByScheduler'
      ? podProblems(row, own, [], now, limits.toolsImage)[0]
      : undefined,
    ...(stateOf(row).degraded ?? []).map(one => degradedProblem(row, pod, one)),
    vanishedProblem(row),
  ];
  return unique(found.filter(problem => problem !== undefined));
}

function refusalProblem(row: WorkspaceRecord): Problem | undefined {
  const refusal = currentRefusal(row);
  return (
    refusal && {
      cause: refusal.cause,
      graceMs: refusal.graceMs,
      harmless: refusal.cause.reason === 'StillEnding',
    }
  );
}

/** Reasons that may hold more than once, of different things. */
const SEVERAL = ['LifecycleFailed', 'SidecarFailed'];

function unique(problems: Problem[]): Problem[] {
  const reasons = new Set<string>();
  return problems.filter(({ cause: { reason, message } }) => {
    const key = SEVERAL.includes(reason) ? message : reason;
    return !reasons.has(key) && reasons.add(key);
  });
}

/** A failed command leaves the workspace usable; without an IDE it is not. */
function degradedProblem(
  row: WorkspaceRecord,
  pod: PodView | undefined,
  what: Cause,
): Problem {
  const broken = what.reason === 'IdeFailed' && !isUp(row, pod);
  return {
    cause: what,
    ...(broken ? { graceMs: MINUTE } : { harmless: true }),
  };
}

/** The pod went away without us: it is made again, and said. */
export function vanishedProblem(row: WorkspaceRecord): Problem | undefined {
  const { vanished } = stateOf(row);
  if (vanished?.run !== row.run) return undefined;
  const why =
    vanished.reason ?? 'somebody or something other than the portal deleted it';
  const often = vanished.times > MOST_REPLACEMENTS;
  const message = `The pod of the workspace went away ${
    often ? `${vanished.times} times` : 'and was made again'
  }: ${why}`;
  const cure = often
    ? 'Find out what deletes it, then start the workspace again'
    : 'Files are kept; what ran has to be started again';
  return {
    cause: cause('PodReplaced', message, cure),
    ...(often ? { graceMs: 0 } : { harmless: true }),
  };
}

/** The problems as people see them; each keeps the time when it was first noticed. */
export function conditionsOf(
  row: WorkspaceRecord,
  problems: Problem[],
  failed: boolean,
): WorkspaceCondition[] {
  const at = new Date(row.readAt).toISOString();
  return problems.map(problem => ({
    ...problem.cause,
    severity: problem.harmless || !failed ? 'warning' : 'error',
    since:
      row.conditions.find(one => one.reason === problem.cause.reason)?.since ??
      at,
  }));
}

/** How long the problem has lasted, in milliseconds. */
function age(row: WorkspaceRecord, problem: Problem): number {
  const known = row.conditions.find(one => one.reason === problem.cause.reason);
  return known ? row.readAt - Date.parse(known.since) : 0;
}

/** Since when the start's own time limit counts; `undefined`: it does not any more. */
function deadlineFrom(row: WorkspaceRecord, seen: Seen): number | undefined {
  const { begun, readyRun, agent } = stateOf(row);
  const answered = agent !== undefined && agent.podUid === seen.pod?.uid;
  return begun?.run === row.run && readyRun !== row.run && !answered
    ? begun.at
    : undefined;
}

/** Why the start has failed for good, if it has. */
export function finalCause(
  row: WorkspaceRecord,
  seen: Seen,
  problems: Problem[],
  limits: Limits,
): Cause | undefined {
  const final = problems.find(
    problem =>
      problem.graceMs !== undefined && age(row, problem) >= problem.graceMs,
  );
  if (final) return final.cause;
  const from = deadlineFrom(row, seen);
  if (from === undefined || row.readAt - from < limits.startTimeoutMs)
    return undefined;
  const telling = problems.find(problem => !problem.harmless) ?? problems[0];
  if (telling) return telling.cause;
  const message = `The workspace did not start within ${formatDuration(
    limits.startTimeoutMs,
  )}`;
  return cause(
    'StartTimeout',
    message,
    'See in the timeline how far it came, then start it again; if it fails again, tell the platform team',
  );
}

/** Milliseconds until `finalCause` may change its mind with no event in between. */
export function nextDeadline(
  row: WorkspaceRecord,
  seen: Seen,
  problems: Problem[],
  limits: Limits,
): number | undefined {
  const from = deadlineFrom(row, seen);
  const waits = problems.flatMap(problem =>
    problem.graceMs === undefined ? [] : [problem.graceMs - age(row, problem)],
  );
  if (from !== undefined) waits.push(from + limits.startTimeoutMs - row.readAt);
  return waits.length > 0 ? Math.max(0, Math.min(...waits)) : undefined;
}
