import type {
  Cause,
  TimelineEvent,
  TimelineStep,
  Workspace,
} from '@backstage-cde/plugin-cde-common';

/** One line of the picture of a start. */
export interface StepView {
  step: TimelineStep;
  /** Which of several it is about, for example the folder of a further repository. */
  subject?: string;
  state:
    | 'waiting'
    | 'running'
    | 'succeeded'
    | 'failed'
    | 'skipped'
    | 'interrupted';
  /** ISO 8601. */
  startedAt?: string;
  durationMs?: number;
  detail?: string;
  cause?: Cause;
  tail?: string;
}

/** Lifecycle commands in the order of the devcontainer standard. */
export const LIFECYCLE_STEPS = [
  'onCreateCommand',
  'updateContentCommand',
  'postCreateCommand',
  'postStartCommand',
  'postAttachCommand',
] as const satisfies readonly TimelineStep[];

/** Steps of a start in the order in which a person thinks of them. */
const START_STEPS: readonly TimelineStep[] = [
  'queued',
  'cluster',
  'volume',
  'scheduled',
  'tools',
  'clone',
  'image',
  'seed',
  'agent',
  'onCreateCommand',
  'updateContentCommand',
  'postCreateCommand',
  'postStartCommand',
  'extensions',
  'ide',
  'postAttachCommand',
];

/** Steps whose whole log the agent keeps; of others there are only last lines, when they fail. */
const LOGGED_STEPS: ReadonlySet<TimelineStep> = new Set<TimelineStep>([
  ...LIFECYCLE_STEPS,
  'extensions',
  'ide',
]);

/** Whether a step is one of the devcontainer's lifecycle commands. */
export function isLifecycle(step: TimelineStep): boolean {
  return LIFECYCLE_STEPS.some(name => name === step);
}

/** Whether there is a log to read of a step: a whole one, or its last lines. */
export function hasLog(view: StepView): boolean {
  const began = view.state !== 'waiting' && view.state !== 'skipped';
  return began && (LOGGED_STEPS.has(view.step) || Boolean(view.tail));
}

/** Numbers of the starts that have events, the latest first. */
export function runsOf(events: TimelineEvent[]): number[] {
  return [...new Set(events.map(event => event.run))].sort((a, b) => b - a);
}

/**
 * Folds the events of one start into its steps: what is over, what is going
 * on, and what surely comes. Without `arriving` nothing is going on any more.
 */
export function stepsOfRun(
  events: TimelineEvent[],
  run: number,
  options: { arriving: boolean; hasRepository: boolean },
): StepView[] {
  const views = new Map<string, StepView>();
  for (const event of events) {
    if (event.run !== run || !START_STEPS.includes(event.step)) continue;
    const key = stepKey(event);
    views.set(key, fold(views.get(key), event));
  }
  if (options.arriving) {
    for (const step of expectedSteps(options.hasRepository)) {
      const key = stepKey({ step });
      if (!views.has(key)) views.set(key, { step, state: 'waiting' });
    }
  }
  const ordered = START_STEPS.flatMap(step =>
    [...views.values()].filter(view => view.step === step),
  );
  return ordered.flatMap(view => {
    // The agent's own start is an instant; it is worth a line only when it fails.
    if (view.step === 'agent' && view.state !== 'failed') return [];
    if (view.state === 'running' && !options.arriving)
      return [{ ...view, state: 'interrupted' as const }];
    return [view];
  });
}

/** Tells steps of a start apart, of which some come for several subjects. */
export function stepKey({
  step,
  subject,
}: Pick<StepView, 'step' | 'subject'>): string {
  return subject === undefined ? step : `${step} ${subject}`;
}

/** What a step is about, and which of several, for people. */
export function aboutStep({
  subject,
  detail,
}: Pick<StepView, 'subject' | 'detail'>): string | undefined {
  return [subject, detail].filter(Boolean).join(': ') || undefined;
}

function expectedSteps(hasRepository: boolean): TimelineStep[] {
  return [
    'queued',
    'volume',
    'scheduled',
    'tools',
    ...(hasRepository ? (['clone'] as const) : []),
    'image',
    'ide',
  ];
}

function fold(before: StepView | undefined, event: TimelineEvent): StepView {
  const restarted = event.state === 'started' && before?.state !== 'running';
  const base: StepView =
    restarted || !before
      ? {
          step: event.step,
          ...(event.subject !== undefined && { subject: event.subject }),
          state: 'running',
        }
      : before;
  const startedAt =
    base.startedAt ??
    (event.state === 'started' || event.state === 'info'
      ? event.at
      : undefined);
  const over =
    event.state === 'succeeded' ||
    event.state === 'failed' ||
    event.state === 'skipped';
  return {
    ...base,
    startedAt,
    state: over ? (event.state as StepView['state']) : base.state,
    detail: event.detail ?? base.detail,
    cause: event.cause ?? base.cause,
    tail: event.tail ?? base.tail,
    durationMs: over
      ? event.durationMs ?? elapsed(startedAt, event.at)
      : undefined,
  };
}

function elapsed(from: string | undefined, to: string): number | undefined {
  return from === undefined
    ? undefined
    : Math.max(0, Date.parse(to) - Date.parse(from));
}

/** The step that a waiting person should read about now. */
export function currentStep(steps: StepView[]): StepView | undefined {
  return (
    steps.filter(step => step.state === 'running').at(-1) ??
    steps.find(step => step.state === 'waiting')
  );
}

/** Lifecycle commands that failed: the workspace works, but perhaps not as meant. */
export function failedCommands(steps: StepView[]): StepView[] {
  return steps.filter(
    step => isLifecycle(step.step) && step.state === 'failed',
  );
}

/** Whether somebody has used the workspace since it was last started. */
export function wasOpened(
  workspace: Pick<Workspace, 'lastUsedAt' | 'startedAt'>,
): boolean {
  const { lastUsedAt, startedAt } = workspace;
  return (
    lastUsedAt !== undefined &&
    startedAt !== undefined &&
    Date.parse(lastUsedAt) > Date.parse(startedAt)
  );
}

/** How a start went. */
export interface RunSummary {
  /** ISO 8601: when it was asked for. */
  startedAt?: string;
  /** How long it took, where it came to an end. */
  durationMs?: number;
  outcome: 'ready' | 'failed' | 'unfinished';
  cause?: Cause;
}

/** How a start went, from its events. */
export function runSummary(events: TimelineEvent[], run: number): RunSummary {
  const ofRun = events.filter(event => event.run === run);
  const startedAt = ofRun[0]?.at;
  const ready = ofRun.find(event => event.step === 'ready');
  const failure = ofRun.find(
    event => event.step === 'failure' && event.state === 'failed',
  );
  const end = ready ?? failure;
  let outcome: RunSummary['outcome'] = 'unfinished';
  if (failure) outcome = 'failed';
  if (ready) outcome = 'ready';
  return {
    startedAt,
    durationMs: end && (end.durationMs ?? elapsed(startedAt, end.at)),
    outcome,
    cause: failure?.cause,
  };
}

/** All that someone who helps needs to know, as plain text. */
export function failureReport(
  workspace: Workspace,
  events: TimelineEvent[],
): string {
  const lines = [
    `Workspace ${workspace.name} (${workspace.id})`,
    `Phase ${workspace.phase} since ${workspace.phaseSince}, start ${workspace.run}`,
    `Component ${workspace.component ?? 'none'}`,
    ...[
      workspace.repository,
      ...(workspace.additional ?? []).map(({ repository }) => repository),
    ].map(
      repository =>
        `Repository ${repository?.url ?? 'none'} at ${
          repository?.commit ?? 'default'
        }`,
    ),
    `Cluster ${workspace.cluster}, namespace ${workspace.namespace}, class ${workspace.resourceClass}`,
  ];
  if (workspace.cause) {
    lines.push('', `${workspace.cause.reason}: ${workspace.cause.message}`);
    if (workspace.cause.cure) lines.push(`Advice: ${workspace.cause.cure}`);
  }
  lines.push('', 'Timeline');
  for (const event of events.filter(({ run }) => run === workspace.run)) {
    const parts = [
      event.at,
      event.step,
      event.state,
      aboutStep(event),
      event.cause?.message,
    ];
    lines.push(parts.filter(Boolean).join('  '));
    if (event.tail && event.state === 'failed')
      lines.push(
        ...event.tail
          .trimEnd()
          .split('\n')
          .map(line => `    ${line}`),
      );
  }
  return lines.join('\n');
}
