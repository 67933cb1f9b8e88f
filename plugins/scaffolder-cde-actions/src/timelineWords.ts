import type {
  Cause,
  TimelineEvent,
  TimelineStep,
} from '@backstage-cde/plugin-cde-common';

const TITLES: Record<TimelineStep, string> = {
  queued: 'Queued',
  cluster: 'Cluster',
  volume: 'Volume',
  scheduled: 'Node',
  tools: 'Tools',
  clone: 'Repository',
  image: 'Image',
  seed: 'Home folder',
  agent: 'Agent',
  onCreateCommand: 'onCreateCommand',
  updateContentCommand: 'updateContentCommand',
  postCreateCommand: 'postCreateCommand',
  postStartCommand: 'postStartCommand',
  postAttachCommand: 'postAttachCommand',
  extensions: 'Extensions',
  ide: 'IDE',
  ready: 'Ready',
  stop: 'Stop',
  delete: 'Delete',
  open: 'Open',
  policy: 'Automatic',
  settings: 'Settings',
  failure: 'Failure',
};

const STATES: Record<TimelineEvent['state'], string> = {
  started: '…',
  succeeded: '✓',
  failed: '✗',
  skipped: 'skipped',
  info: '',
};

const indented = (line: string) => `  │ ${line}`;

/** An event of a timeline as lines of a task's log. */
export function timelineLines(event: TimelineEvent): string[] {
  const { step, state, detail, durationMs, cause, tail } = event;
  const title = TITLES[step] ?? step;
  const head = [
    STATES[state],
    detail ? `${title}: ${detail}` : title,
    durationMs ? `(${seconds(durationMs)})` : '',
  ];
  const isWrong = state === 'failed' || step === 'failure';
  return [
    head.filter(Boolean).join(' '),
    ...(cause ? [`  ${causeWords(cause)}`] : []),
    ...(isWrong && tail ? tail.trimEnd().split('\n').map(indented) : []),
  ];
}

/** What happened and what to do, as sentences. */
export function causeWords({ message, cure }: Cause): string {
  return [message, cure]
    .filter((part): part is string => Boolean(part))
    .map(part => part.replace(/\.$/, ''))
    .join('. ');
}

/** To the tenth below ten seconds, where it tells something. */
export function seconds(ms: number): string {
  if (ms < 10_000) {
    return `${(ms / 1000).toFixed(1)} s`;
  }
  const whole = Math.round(ms / 1000);
  return whole < 60
    ? `${whole} s`
    : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
