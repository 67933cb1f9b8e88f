import type { AgentEvent, Cause } from '@backstage-cde/plugin-cde-common';
import type { NewTimelineEvent } from '../workspaces';
import type { EngineState } from './state';
import { cause, lastPart } from './words';

/** What an agent told since the row was last written. */
export interface AgentNews {
  podUid: string;
  events: AgentEvent[];
  /** All lifecycle commands of the start are over. */
  settled: boolean;
}

/**
 * The engine's state after the news; events heard before change nothing.
 * @param restarts - of the container that the agent is in
 */
export function foldNews(
  state: EngineState,
  news: AgentNews,
  restarts: number,
): EngineState {
  let next: EngineState = state;
  for (const event of unheard(state, news))
    next = foldEvent(next, event, { podUid: news.podUid, restarts });
  if (next.agent?.podUid !== news.podUid) return next;
  return {
    ...next,
    agent: { ...next.agent, settled: news.settled || next.agent.settled },
  };
}

function foldEvent(
  state: EngineState,
  event: AgentEvent,
  where: { podUid: string; restarts: number },
): EngineState {
  const anew = state.agent?.boot !== event.boot;
  const before = anew
    ? { degraded: [], agentReady: false, settled: false }
    : { ...state, ...state.agent };
  return {
    ...state,
    agent: {
      ...where,
      boot: event.boot,
      seq: event.seq,
      settled: Boolean(before.settled),
    },
    agentReady:
      Boolean(before.agentReady) ||
      (event.step === 'ide' && event.state === 'succeeded'),
    degraded: foldDegraded(before.degraded ?? [], event),
  };
}

/** The last word about a step counts. */
function foldDegraded(degraded: Cause[], event: AgentEvent): Cause[] {
  if (event.state !== 'succeeded' && event.state !== 'failed') return degraded;
  const isAbout = (one: Cause) =>
    one.reason === 'IdeFailed'
      ? isIde(event)
      : one.message.startsWith(`${event.step} failed`);
  const others = degraded.filter(one => !isAbout(one));
  return event.state === 'failed' ? [...others, failedStep(event)] : others;
}

function isIde({ step }: AgentEvent): boolean {
  return step === 'ide' || step === 'agent';
}

function failedStep(event: AgentEvent): Cause {
  if (isIde(event)) {
    return cause(
      'IdeFailed',
      event.message ?? 'The IDE ended',
      'See its log in the timeline; restart the workspace',
    );
  }
  const why = event.message ?? `exit code ${event.exitCode}`;
  const cure =
    'The workspace can be used all the same; see the log in the timeline, correct the command and restart';
  return cause(
    'LifecycleFailed',
    `${event.step} failed: ${lastPart(why)}`,
    cure,
  );
}

function unheard(state: EngineState, news: AgentNews): AgentEvent[] {
  const { agent } = state;
  return news.events.filter(
    event => event.boot !== agent?.boot || event.seq > agent.seq,
  );
}

/**
 * The news as timeline entries.
 * @param now - milliseconds since the epoch: a pod's clock that is ahead does not write the future
 */
export function newsEvents(
  state: EngineState,
  news: AgentNews,
  now: number,
): NewTimelineEvent[] {
  return unheard(state, news).map(event => ({
    key: `agent:${event.boot}:${event.seq}`,
    step: event.step,
    state: event.state,
    at: Math.min(Date.parse(event.at) || now, now),
    detail: event.detail,
    durationMs: event.durationMs,
    tail: event.tail,
    ...(event.message &&
      event.state !== 'succeeded' && { cause: eventCause(event) }),
  }));
}

function eventCause(event: AgentEvent): Cause {
  if (event.state === 'failed')
    return { ...failedStep(event), message: event.message ?? '' };
  return { reason: 'Skipped', message: event.message ?? '' };
}
