import type { GitRef, PrepareSuccess } from '@backstage-cde/plugin-cde-common';
import {
  placeAdditional,
  type NewTimelineEvent,
  type WorkspaceRecord,
} from '../workspaces';
import { readPrepareResult } from './prepareResult';
import { type EngineState } from './state';
import type { Milestone, NoteView, PodView, Seen } from './views';
import { formatBytes } from './words';

/**
 * Timeline entries of the current start, from what is seen of it now. Entries that were written
 * before come again and are dropped by their keys, so an interrupted start misses none.
 */
export function startTimeline(
  row: WorkspaceRecord,
  seen: Seen,
  state: EngineState,
): NewTimelineEvent[] {
  const pod = seen.pod?.run === row.run ? seen.pod : undefined;
  return [
    ...clusterEvents(row, state),
    ...volumeEvents(row, seen, state),
    ...(pod ? podEvents(row, pod, seen.notes) : []),
  ];
}

function clusterEvents(
  row: WorkspaceRecord,
  { waiting, begun }: EngineState,
): NewTimelineEvent[] {
  if (waiting?.run !== row.run || begun?.run !== row.run) return [];
  return [
    {
      key: 'cluster',
      step: 'cluster',
      state: 'succeeded',
      durationMs: begun.at - waiting.at,
    },
  ];
}

function volumeEvents(
  row: WorkspaceRecord,
  { volume }: Seen,
  { begun }: EngineState,
): NewTimelineEvent[] {
  if (!volume || begun?.run !== row.run) return [];
  const size = formatBytes(row.spec.resources.storage);
  // The API server tells times to the second.
  const isNew = volume.createdAt > begun.at - 2000;
  if (!isNew)
    return [
      {
        key: 'volume',
        step: 'volume',
        state: 'succeeded',
        detail: `${size}, kept from before`,
      },
    ];
  const events: NewTimelineEvent[] = [
    { key: 'volume:begin', step: 'volume', state: 'started', detail: size },
  ];
  if (volume.phase === 'Bound') {
    const durationMs = volume.boundAt
      ? Math.max(0, volume.boundAt - begun.at)
      : undefined;
    events.push({
      key: 'volume',
      step: 'volume',
      state: 'succeeded',
      detail: size,
      durationMs,
    });
  }
  return events;
}

function podEvents(
  row: WorkspaceRecord,
  pod: PodView,
  notes: NoteView[],
): NewTimelineEvent[] {
  const events: NewTimelineEvent[] = [];
  if (pod.node) {
    events.push({
      key: 'scheduled',
      step: 'scheduled',
      state: 'succeeded',
      detail: pod.node,
      durationMs: between(pod, 'created', 'scheduled'),
    });
  }
  return [
    ...events,
    ...prepareEvents(row, pod),
    ...imageEvents(row, pod, notes),
    ...seedEvents(pod),
  ];
}

function prepareEvents(row: WorkspaceRecord, pod: PodView): NewTimelineEvent[] {
  if (!pod.prepare || (pod.prepare.state === 'waiting' && !pod.prepare.last))
    return [];
  const at = pod.milestones.prepare;
  const events: NewTimelineEvent[] = [
    { key: 'tools:begin', step: 'tools', state: 'started', at },
  ];
  if (row.repositoryUrl) {
    events.push({
      key: 'clone:begin',
      step: 'clone',
      state: 'started',
      at,
      detail: refDetail(row.repositoryUrl, row.ref),
    });
  }
  for (const { folderName, repositoryUrl, ref } of placeAdditional(row.spec)) {
    events.push({
      key: `clone:${folderName}:begin`,
      step: 'clone',
      state: 'started',
      at,
      subject: folderName,
      detail: refDetail(repositoryUrl, ref),
    });
  }
  const result = readPrepareResult(pod.prepare);
  if (result?.outcome === 'success')
    events.push(...result.steps.flatMap(step => prepareStep(row, step)));
  if (result?.outcome === 'failure') {
    const { step, reason, message, cure, repository } = result.error;
    const subject = subjectOf(row, repository);
    events.push(...result.done.flatMap(done => prepareStep(row, done)));
    events.push({
      key: subject ? `${step}:${subject}:failed` : `${step}:failed`,
      step,
      state: 'failed',
      ...(subject && { subject }),
      cause: { reason, message, cure },
      tail: result.log,
    });
  }
  return events;
}

function prepareStep(
  row: WorkspaceRecord,
  {
    step,
    repository,
    ms,
    skipped,
    commit,
    ref,
  }: PrepareSuccess['steps'][number],
): NewTimelineEvent[] {
  const subject = subjectOf(row, repository);
  if (repository !== undefined && !subject) return [];
  if (step === 'clone' && !row.repositoryUrl) return [];
  const where = [ref, commit?.slice(0, 8)].filter(Boolean).join(' at ');
  const kept =
    step === 'clone'
      ? `${where || 'the repository'}, kept from before`
      : 'there already';
  return [
    {
      key: subject ? `${step}:${subject}` : step,
      step,
      state: skipped ? 'skipped' : 'succeeded',
      ...(subject && { subject }),
      durationMs: ms,
      detail: skipped ? kept : where || undefined,
    },
  ];
}

/** Which of the further repositories a step is about; what the pod says is believed only of those that it has. */
function subjectOf(
  { spec }: WorkspaceRecord,
  repository: unknown,
): string | undefined {
  return placeAdditional(spec).find(
    ({ folderName }) => folderName === repository,
  )?.folderName;
}

function refDetail(url: string, ref: GitRef): string {
  return ref.type === 'default' ? url : `${url} (${ref.type} ${ref.name})`;
}

/** From Events; where they were missed, from the containers running. */
function imageEvents(
  row: WorkspaceRecord,
  pod: PodView,
  notes: NoteView[],
): NewTimelineEvent[] {
  const { image } = row.spec.plan;
  const about = (reason: string) =>
    notes.find(
      note =>
        note.reason === reason &&
        note.container !== 'prepare' &&
        note.message.includes(`"${image}"`),
    );
  const pulling = about('Pulling');
  const pulled = about('Pulled');
  const events: NewTimelineEvent[] = [];
  if (pulling)
    events.push({
      key: 'image:begin',
      step: 'image',
      state: 'started',
      at: pulling.at,
      detail: image,
    });
  if (pulled) {
    const present = /already present/.test(pulled.message);
    const detail = present ? `${image}, on the node already` : image;
    events.push({
      key: 'image',
      step: 'image',
      state: 'succeeded',
      at: pulled.at,
      detail,
      durationMs: present ? 0 : pullDuration(pulled.message),
    });
  } else if (pod.milestones.dev || pod.milestones.seed) {
    events.push({
      key: 'image',
      step: 'image',
      state: 'succeeded',
      at: pod.milestones.seed ?? pod.milestones.dev,
      detail: image,
    });
  }
  return events;
}

/** `Successfully pulled image "x" in 1m3.25s (…)`: Go's duration format, to milliseconds. */
export function pullDuration(message: string): number | undefined {
  const text = / in ((?:[\d.]+(?:h|ms|m|s|µs|us|ns))+)/.exec(message)?.[1];
  if (!text) return undefined;
  const units: Record<string, number> = {
    h: 3_600_000,
    m: 60_000,
    s: 1000,
    ms: 1,
    µs: 0.001,
    us: 0.001,
    ns: 0.000001,
  };
  const parts = [...text.matchAll(/([\d.]+)(h|ms|m|s|µs|us|ns)/g)];
  return Math.round(
    parts.reduce(
      (sum, [, value, unit]) => sum + Number(value) * units[unit],
      0,
    ),
  );
}

function seedEvents(pod: PodView): NewTimelineEvent[] {
  const { seed, seeded } = pod.milestones;
  if (!pod.seed || !seed) return [];
  const events: NewTimelineEvent[] = [
    { key: 'seed:begin', step: 'seed', state: 'started', at: seed },
  ];
  if (seeded && pod.seed.exitCode === 0) {
    events.push({
      key: 'seed',
      step: 'seed',
      state: 'succeeded',
      at: seeded,
      durationMs: between(pod, 'seed', 'seeded'),
    });
  }
  return events;
}

/** Unknown where the pod was not watched from its beginning. */
function between(
  pod: PodView,
  from: Milestone,
  to: Milestone,
): number | undefined {
  const { created, [from]: start, [to]: end } = pod.milestones;
  return created !== undefined && start !== undefined && end !== undefined
    ? end - start
    : undefined;
}
