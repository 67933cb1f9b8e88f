import { isDeepStrictEqual } from 'node:util';
import type { Cause, WorkspacePhase } from '@backstage-cde/plugin-cde-common';
import type {
  NewTimelineEvent,
  Projection,
  WorkspaceRecord,
} from '../workspaces';
import { type AgentNews, newsEvents } from './agentNews';
import { type PolicyView, policyLookIn } from './keeper';
import type { ExtraReference } from './extras';
import { nextState } from './nextState';
import { untilStuck } from './nodeState';
import { phaseOf } from './phase';
import type { Problem } from './problem';
import {
  conditionsOf,
  type Limits,
  nextDeadline,
  problemsOf,
  vanishedProblem,
} from './problems';
import { readPrepareResult } from './prepareResult';
import type { RefusedWrite } from './refusals';
import { currentRefusal, type EngineState, isHalted, stateOf } from './state';
import { startTimeline } from './timeline';
import type { Seen } from './views';

/** What came of carrying out a plan. */
export interface Outcome {
  /** The volume that was made or found. */
  pvcUid?: string;
  /** Hash of the network policy and what the template brought along, as applied. */
  appliedHash?: string;
  /** The Secret as applied. */
  secret?: EngineState['secret'];
  /** Milliseconds until the Secret has to be written anew, where it was looked at; `null`: nothing in it ends. */
  gitDueInMs?: number | null;
  /** What the template brought along, as applied. */
  extras?: ExtraReference[];
  /** The API server did not accept something. */
  refused?: RefusedWrite;
  /** The run was given up. */
  halted?: Cause;
}

export interface ProjectionResult {
  projection: Projection;
  events: NewTimelineEvent[];
  /** Whether there is anything to write. */
  changed: boolean;
}

/** What the row and its timeline shall say of what is seen. Pure, like `plan`. */
export function project(
  row: WorkspaceRecord,
  seen: Seen,
  news: AgentNews | undefined,
  outcome: Outcome,
  limits: Limits,
): ProjectionResult {
  const draft = nextState(row, seen, news, outcome);
  const looked: WorkspaceRecord = { ...row, observed: draft };
  const halted = isHalted(looked);
  const problems = problemsOf(looked, seen, limits);
  const phase = phaseOf(looked, seen.pod);
  const events = unwritten(row, draft, [
    ...(row.desired === 'running' ? startTimeline(row, seen, draft) : []),
    ...(news ? newsEvents(stateOf(row), news, row.readAt) : []),
    ...lifeEvents(row, seen, draft, phase, outcome),
  ]);
  const projection: Projection = {
    phase,
    cause: causeOf(looked, phase, problems, outcome),
    conditions: conditionsOf(row, problems, halted),
    observed: withWritten(row, draft, events),
    attempts: attemptsOf(row, seen, outcome),
    dueInMs: soonest(
      halted ? null : dueIn(looked, seen, problems, limits),
      soonest(
        policyDueIn(looked, phase, limits.policies),
        gitDueIn(row, seen, outcome),
      ),
    ),
    ...(outcome.gitDueInMs !== undefined && { gitDueInMs: outcome.gitDueInMs }),
  };
  return {
    projection,
    events,
    changed: events.length > 0 || differs(row, projection),
  };
}

/** Why it is not running, the most telling reason. */
function causeOf(
  row: WorkspaceRecord,
  phase: WorkspacePhase,
  problems: Problem[],
  outcome: Outcome,
): Cause | null {
  if (isHalted(row)) return outcome.halted ?? row.cause;
  return phase === 'Running' ? null : problems[0]?.cause ?? null;
}

/** Refusals in a row; one look without any ends it, but for a start that only waits. */
function attemptsOf(
  row: WorkspaceRecord,
  { pod }: Seen,
  { refused }: Outcome,
): number {
  if (refused) return row.attempts + 1;
  return pod || row.desired !== 'running' ? 0 : row.attempts;
}

/** What the engine itself did or found. */
function lifeEvents(
  row: WorkspaceRecord,
  { pod }: Seen,
  state: EngineState,
  phase: WorkspacePhase,
  { halted }: Outcome,
): NewTimelineEvent[] {
  const before = stateOf(row);
  const events: NewTimelineEvent[] = [];
  if (phase === 'Running') {
    const times = state.vanished?.run === row.run ? state.vanished.times : 0;
    const from =
      state.vanished?.run === row.run ? state.begun?.at : row.startedAt;
    const durationMs = typeof from === 'number' ? row.readAt - from : undefined;
    events.push({
      key: times > 0 ? `ready:${times}` : 'ready',
      step: 'ready',
      state: 'succeeded',
      durationMs,
    });
  }
  if (halted) {
    const result = readPrepareResult(pod?.prepare);
    const tail =
      result?.outcome === 'failure' ? result.log : pod?.dev?.last?.message;
    events.push({
      key: 'failure',
      step: 'failure',
      state: 'failed',
      cause: halted,
      tail,
      actor: 'system',
    });
  }
  if (phase === 'Stopped' && before.podUid) {
    const durationMs =
      row.phase === 'Stopping' ? row.readAt - row.phaseSince : undefined;
    events.push({
      key: 'stopped',
      step: 'stop',
      state: 'succeeded',
      durationMs,
    });
  }
  if (state.vanished?.run === row.run) {
    const cause = vanishedProblem({ ...row, observed: state })?.cause;
    events.push({
      key: `replaced:${state.vanished.times}`,
      step: 'failure',
      state: 'info',
      cause,
      actor: 'system',
    });
  }
  return events;
}

function isAgentEvent(event: NewTimelineEvent): boolean {
  return event.key.startsWith('agent:');
}

/** Agent events are known by their number instead, so that the list of keys stays short. */
function unwritten(
  row: WorkspaceRecord,
  state: EngineState,
  events: NewTimelineEvent[],
): NewTimelineEvent[] {
  const known = new Set(
    state.written?.run === row.run ? state.written.keys : [],
  );
  return events.filter(event => isAgentEvent(event) || !known.has(event.key));
}

function withWritten(
  row: WorkspaceRecord,
  state: EngineState,
  events: NewTimelineEvent[],
): EngineState {
  const keys = state.written?.run === row.run ? state.written.keys : [];
  const added = events
    .filter(event => !isAgentEvent(event))
    .map(event => event.key);
  return added.length > 0
    ? { ...state, written: { run: row.run, keys: [...keys, ...added] } }
    : state;
}

/** When to look again though nothing happens. */
function dueIn(
  row: WorkspaceRecord,
  seen: Seen,
  problems: Problem[],
  limits: Limits,
): number | null {
  const waits: number[] = [];
  const refusal = currentRefusal(row);
  if (refusal) waits.push(Math.max(0, refusal.retryAt - row.readAt));
  if (row.desired === 'running') {
    const deadline = nextDeadline(row, seen, problems, limits);
    if (deadline !== undefined) waits.push(deadline);
  }
  const stuck = seen.pod && untilStuck(seen.pod, row.readAt);
  if (stuck !== undefined) waits.push(stuck);
  return waits.length > 0 ? Math.min(...waits) + 50 : null;
}

/** When the Secret of what runs has to be written anew; after a refusal that is the next try. */
function gitDueIn(
  row: WorkspaceRecord,
  { pod }: Seen,
  { gitDueInMs, refused }: Outcome,
): number | null {
  if (row.desired !== 'running' || pod?.run !== row.run || refused) return null;
  if (gitDueInMs !== undefined) return gitDueInMs;
  return row.gitDueAt === null ? null : Math.max(0, row.gitDueAt - row.readAt);
}

/** When policies want a look at the row as it is written now. */
function policyDueIn(
  row: WorkspaceRecord,
  phase: WorkspacePhase,
  view: PolicyView | undefined,
): number | null {
  if (!view) return null;
  const phaseSince = phase === row.phase ? row.phaseSince : row.readAt;
  return policyLookIn({ ...row, phase, phaseSince }, view);
}

/** The earlier of two waits. */
export function soonest(one: number | null, other: number | null) {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}

/** A look that comes earlier than needed, yet not soon, does no harm: putting it off would cost a write. */
const NOT_SOON_MS = 35_000;

function differs(row: WorkspaceRecord, projection: Projection): boolean {
  const { phase, cause, conditions, observed, attempts } = row;
  const { dueInMs, ...next } = projection;
  if (
    !isDeepStrictEqual(
      plain({ phase, cause, conditions, observed, attempts }),
      plain(next),
    )
  )
    return true;
  if (dueInMs === null || row.nextDueAt === null)
    return dueInMs !== row.nextDueAt;
  const planned = row.nextDueAt - row.readAt;
  return planned > NOT_SOON_MS && planned < dueInMs
    ? false
    : Math.abs(dueInMs - planned) > 1000;
}

/** As it will be read back. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
