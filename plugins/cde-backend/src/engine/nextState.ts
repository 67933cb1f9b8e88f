import type { WorkspaceRecord } from '../workspaces';
import { type AgentNews, foldNews } from './agentNews';
import { isUp } from './phase';
import type { Outcome } from './project';
import { type EngineState, stateOf } from './state';
import type { PodView, Seen } from './views';

/** The engine's state after a look at the cluster and the outcome of a plan. */
export function nextState(
  row: WorkspaceRecord,
  seen: Seen,
  news: AgentNews | undefined,
  outcome: Outcome,
): EngineState {
  let state: EngineState = { ...stateOf(row) };
  state = withRun(row, state);
  state = withVanishedPod(row, state, seen.pod);
  state = withPod(state, seen.pod);
  const restarts = seen.pod?.dev?.restarts ?? 0;
  if (news && news.podUid === seen.pod?.uid)
    state = foldNews(state, news, restarts);
  if (seen.pod?.dev?.state !== 'running') state.agentReady = false;
  if (row.desired !== 'deleted')
    state.pvcUid ??= outcome.pvcUid ?? seen.volume?.uid;
  if (outcome.appliedHash) state.appliedHash = outcome.appliedHash;
  if (outcome.secret) state.secret = outcome.secret;
  if (outcome.extras) state.extras = outcome.extras;
  if (isUp({ run: row.run, observed: state }, seen.pod))
    state.readyRun = row.run;
  state = withRefusal(row, state, seen, outcome);
  return outcome.halted
    ? {
        ...state,
        haltedRun: row.run,
        appliedHash: undefined,
        ...(state.secret && { secret: { ...state.secret, hash: '' } }),
        refusal: undefined,
      }
    : state;
}

/** A new run starts with a clean slate. */
function withRun(row: WorkspaceRecord, state: EngineState): EngineState {
  if (row.desired !== 'running' || state.begun?.run === row.run) return state;
  const waiting = state.waiting?.run === row.run ? state.waiting : undefined;
  return {
    ...state,
    begun: { run: row.run, at: row.readAt },
    waiting,
    refusal: undefined,
    vanished: undefined,
    disruption: undefined,
    degraded: undefined,
  };
}

/** A pod of this run that is gone, or is another one now, though nobody here deleted it. */
function withVanishedPod(
  row: WorkspaceRecord,
  state: EngineState,
  pod: PodView | undefined,
): EngineState {
  const gone =
    row.desired === 'running' &&
    state.haltedRun !== row.run &&
    state.podRun === row.run &&
    state.podUid &&
    pod?.uid !== state.podUid;
  if (!gone) return state;
  const { disruption, vanished } = state;
  const reason =
    disruption && disruption.podUid === state.podUid
      ? disruption.message || disruption.reason
      : undefined;
  const times = (vanished?.run === row.run ? vanished.times : 0) + 1;
  return {
    ...state,
    vanished: { run: row.run, reason, times },
    begun: { run: row.run, at: row.readAt },
    readyRun: undefined,
  };
}

function withPod(state: EngineState, pod: PodView | undefined): EngineState {
  const {
    podName: _n,
    podUid: _u,
    podIP: _i,
    node: _o,
    podRun: _r,
    ...rest
  } = state;
  if (!pod) return { ...rest, agent: undefined, agentReady: false };
  // A container that was restarted has another agent, which tells everything anew.
  const same =
    state.agent?.podUid === pod.uid &&
    state.agent.restarts === (pod.dev?.restarts ?? 0);
  return {
    ...rest,
    podName: pod.name,
    podUid: pod.uid,
    podIP: pod.ip,
    node: pod.node,
    podRun: pod.run,
    ...(same
      ? {}
      : { agent: undefined, agentReady: false, degraded: undefined }),
    ...(pod.disrupted && { disruption: { podUid: pod.uid, ...pod.disrupted } }),
    homeSeeded:
      rest.homeSeeded ||
      pod.milestones.dev !== undefined ||
      (pod.seed?.state === 'terminated' && pod.seed.exitCode === 0),
  };
}

/** A refusal holds until the next try, which either repeats it or not. */
function withRefusal(
  row: WorkspaceRecord,
  state: EngineState,
  seen: Seen,
  { refused }: Outcome,
): EngineState {
  if (refused) {
    const { cause, graceMs, retryInMs } = refused;
    return {
      ...state,
      refusal: {
        run: row.run,
        cause,
        graceMs,
        retryAt: Math.round(row.readAt + retryInMs),
      },
    };
  }
  const waits =
    row.desired === 'running' &&
    seen.pod?.run !== row.run &&
    (state.refusal?.retryAt ?? 0) > row.readAt;
  return waits ? state : { ...state, refusal: undefined };
}
