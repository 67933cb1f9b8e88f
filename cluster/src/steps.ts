/** The steps of the preparation, in the order in which they are shown. */
export const steps = [
  { key: 'packages', title: 'Installing Debian packages', firstTime: 25 },
  { key: 'binary', title: 'Building Kubernetes', firstTime: 330 },
  { key: 'images', title: 'Building images', firstTime: 150 },
  { key: 'controlPlane', title: 'Starting the control plane', firstTime: 5 },
  { key: 'node', title: 'Starting the node', firstTime: 5 },
  { key: 'load', title: 'Loading images', firstTime: 30 },
] as const;

export type StepKey = (typeof steps)[number]['key'];

/** Seconds that each step took when it last had work to do, on this machine. */
export type Durations = Partial<Record<StepKey, number>>;

/** A step counts as idle, and teaches nothing about its cost, when it ended faster than this (seconds). */
const idle = 1;

export interface StepState {
  /** Milliseconds since the epoch; undefined where the step has not begun or ended yet. */
  begun?: number;
  ended?: number;
  /** Share that is done, 0 to 1, where the step can tell. */
  fraction?: number;
  /** Foretold to have nothing to do; forgotten where the step then runs for seconds. */
  idle?: boolean;
}

export type StepStates = Record<StepKey, StepState>;

export function newStates(): StepStates {
  return Object.fromEntries(steps.map(({ key }) => [key, {}])) as StepStates;
}

/** The step to show: the first that has not ended. */
export function currentStep(states: StepStates): number {
  const first = steps.findIndex(({ key }) => states[key].ended === undefined);
  return first === -1 ? steps.length : first + 1;
}

/** Seconds that a step will still take; never below one while it runs longer than foreseen. */
export function stepSecondsLeft(
  key: StepKey,
  state: StepState,
  durations: Durations,
  now: number,
): number {
  if (state.ended !== undefined) return 0;
  if (
    state.idle &&
    !(state.begun !== undefined && now - state.begun > 2000 * idle)
  )
    return idle;
  const whole =
    durations[key] ?? steps.find(step => step.key === key)?.firstTime ?? 0;
  if (state.begun === undefined) return whole;
  const byFraction = state.fraction === undefined ? 0 : state.fraction * whole;
  const passed = Math.max((now - state.begun) / 1000, byFraction);
  return Math.max(1, whole - passed);
}

/**
 * Seconds until all is ready. Images are built beside the binary and the start of the cluster; the packages come before
 * both, the loading after both.
 */
export function secondsLeft(
  states: StepStates,
  durations: Durations,
  now: number,
): number {
  const left = (key: StepKey) =>
    stepSecondsLeft(key, states[key], durations, now);
  const beside = Math.max(
    left('binary') + left('controlPlane') + left('node'),
    left('images'),
  );
  return Math.round(left('packages') + beside + left('load'));
}

/** The durations to remember: those of this run's steps that had work to do, else the ones from before. */
export function learn(states: StepStates, before: Durations): Durations {
  const learnt = { ...before };
  for (const { key } of steps) {
    const { begun, ended } = states[key];
    if (begun === undefined || ended === undefined) continue;
    const seconds = (ended - begun) / 1000;
    if (seconds > idle) learnt[key] = Math.round(seconds * 10) / 10;
  }
  return learnt;
}
