import type {
  CoreV1Event,
  KubernetesObject,
  V1ContainerStatus,
  V1PersistentVolumeClaim,
  V1Pod,
  V1PodCondition,
} from '@kubernetes/client-node';
import type { CachedView } from '../clusters';
import { LABEL_RUN, LABEL_WORKSPACE } from '../manifests';

/** What is kept of a container's status. */
export interface ContainerView {
  state: 'waiting' | 'running' | 'terminated';
  reason?: string;
  message?: string;
  exitCode?: number;
  ready: boolean;
  restarts: number;
  /** How it ended the time before. */
  last?: { reason?: string; message?: string; exitCode?: number };
}

/** First time that something was seen of a pod, in milliseconds by this process's clock. */
export type Milestone =
  | 'created'
  | 'scheduled'
  | 'prepare'
  | 'seed'
  | 'seeded'
  | 'dev';

/** What is kept of a pod: a tenth of the object. */
export interface PodView extends CachedView {
  namespace: string;
  workspaceId: string;
  run: number;
  /** Milliseconds since the epoch, by the API server's clock, to the second. */
  createdAt: number;
  /** Since when it is being deleted. */
  deletingSince?: number;
  phase: string;
  reason?: string;
  message?: string;
  node?: string;
  ip?: string;
  ready: boolean;
  unschedulable?: string;
  /** Why the cluster takes it away (https://kubernetes.io/docs/concepts/workloads/pods/disruptions/#pod-disruption-conditions). */
  disrupted?: { reason: string; message: string };
  prepare?: ContainerView;
  seed?: ContainerView;
  dev?: ContainerView;
  /** The template's containers beside it, by name; absent: there are none. */
  sidecars?: Record<string, ContainerView>;
  milestones: Partial<Record<Milestone, number>>;
}

export interface VolumeView extends CachedView {
  namespace: string;
  workspaceId: string;
  createdAt: number;
  deleting: boolean;
  phase: string;
  /** When it was seen bound, by this process's clock. */
  boundAt?: number;
}

/** An Event that tells more than the status does. */
export interface NoteView extends CachedView {
  workspaceId: string;
  /** UID of the pod or claim that it is about. */
  objectUid: string;
  reason: string;
  message: string;
  /** Container that it is about, if any. */
  container?: string;
  /** When it was received, by this process's clock. */
  at: number;
}

/** Everything known of one workspace in its cluster. */
export interface Seen {
  pod?: PodView;
  volume?: VolumeView;
  notes: NoteView[];
}

export function viewPod(
  object: KubernetesObject,
  before?: PodView,
): PodView | undefined {
  const pod = object as V1Pod;
  const base = viewBase(pod);
  if (!base) return undefined;
  const { status, spec, metadata } = pod;
  const condition = (type: string) =>
    status?.conditions?.find(one => one.type === type);
  const container = (name: string) =>
    viewContainer(
      [
        ...(status?.initContainerStatuses ?? []),
        ...(status?.containerStatuses ?? []),
      ].find(one => one.name === name),
    );
  const deletion = metadata?.deletionTimestamp;
  const dev = container('dev');
  const sidecars = viewSidecars(status?.containerStatuses ?? []);
  const view: PodView = {
    ...base,
    run: Number(metadata?.labels?.[LABEL_RUN] ?? 0),
    ...(deletion && {
      deletingSince:
        Date.parse(String(deletion)) -
        (metadata?.deletionGracePeriodSeconds ?? 0) * 1000,
    }),
    phase: status?.phase ?? 'Pending',
    reason: status?.reason,
    message: status?.message,
    node: spec?.nodeName,
    ip: status?.podIP,
    ready: isReady(condition('Ready'), dev),
    unschedulable: unschedulable(condition('PodScheduled')),
    disrupted: disrupted(condition('DisruptionTarget')),
    prepare: container('prepare'),
    seed: container('seed'),
    dev,
    ...(sidecars && { sidecars }),
    milestones: {},
  };
  return withMilestones(view, before, Date.now());
}

/** A workspace is usable though a container beside it is not; a node that is lost says so by another reason. */
function isReady(
  condition: V1PodCondition | undefined,
  dev: ContainerView | undefined,
): boolean {
  if (condition?.status === 'True') return true;
  return condition?.reason === 'ContainersNotReady' && dev?.ready === true;
}

function viewSidecars(
  statuses: V1ContainerStatus[],
): Record<string, ContainerView> | undefined {
  const views = statuses.flatMap((status): Array<[string, ContainerView]> => {
    const view = status.name === 'dev' ? undefined : viewContainer(status);
    return view ? [[status.name, view]] : [];
  });
  return views.length > 0 ? Object.fromEntries(views) : undefined;
}

function unschedulable(condition?: V1PodCondition): string | undefined {
  return condition?.status === 'False' && condition.reason === 'Unschedulable'
    ? condition.message ?? ''
    : undefined;
}

function disrupted(condition?: V1PodCondition): PodView['disrupted'] {
  return condition?.status === 'True'
    ? { reason: condition.reason ?? '', message: condition.message ?? '' }
    : undefined;
}

function viewContainer(status?: V1ContainerStatus): ContainerView | undefined {
  if (!status?.state) return undefined;
  const { waiting, running, terminated } = status.state;
  const last = status.lastState?.terminated;
  const ended = terminated ? 'terminated' : 'waiting';
  return {
    state: running ? 'running' : ended,
    reason: (terminated ?? waiting)?.reason,
    message: (terminated ?? waiting)?.message,
    exitCode: terminated?.exitCode,
    ready: status.ready,
    restarts: status.restartCount,
    ...(last && {
      last: {
        reason: last.reason,
        message: last.message,
        exitCode: last.exitCode,
      },
    }),
  };
}

export function viewVolume(
  object: KubernetesObject,
  before?: VolumeView,
): VolumeView | undefined {
  const claim = object as V1PersistentVolumeClaim;
  const base = viewBase(claim);
  if (!base) return undefined;
  const phase = claim.status?.phase ?? 'Pending';
  const known = before?.uid === base.uid ? before : undefined;
  const boundNow = phase === 'Bound' && known && known.phase !== 'Bound';
  return {
    ...base,
    deleting: Boolean(claim.metadata?.deletionTimestamp),
    phase,
    boundAt: boundNow ? Date.now() : known?.boundAt,
  };
}

function viewBase({ metadata }: KubernetesObject) {
  const workspaceId = metadata?.labels?.[LABEL_WORKSPACE];
  if (!metadata?.name || !workspaceId) return undefined;
  return {
    name: metadata.name,
    namespace: metadata.namespace ?? '',
    uid: metadata.uid ?? '',
    resourceVersion: Number(metadata.resourceVersion ?? 0),
    workspaceId,
    createdAt: Date.parse(String(metadata.creationTimestamp)),
  };
}

/** Reasons that add to what pods and claims say of themselves. */
const NOTED = new Set([
  'Pulling',
  'Pulled',
  'FailedMount',
  'FailedAttachVolume',
  'ProvisioningFailed',
]);
const OBJECT_NAME = /^cde-([0-9a-f-]{36})$/;

export function viewNote(object: KubernetesObject): NoteView | undefined {
  const event = object as CoreV1Event;
  const workspaceId = OBJECT_NAME.exec(event.involvedObject?.name ?? '')?.[1];
  if (!workspaceId || !NOTED.has(event.reason ?? '')) return undefined;
  return {
    name: event.metadata?.name ?? '',
    uid: event.metadata?.uid ?? '',
    resourceVersion: Number(event.metadata?.resourceVersion ?? 0),
    workspaceId,
    objectUid: event.involvedObject.uid ?? '',
    reason: event.reason ?? '',
    message: event.message ?? '',
    container: /\{(.+)\}/.exec(event.involvedObject.fieldPath ?? '')?.[1],
    at: Date.now(),
  };
}

/** Carries the first sights over from one version of a pod to the next. */
export function withMilestones(
  pod: PodView,
  before: PodView | undefined,
  now: number,
): PodView {
  const known = before?.uid === pod.uid ? before.milestones : {};
  const reached: Record<Milestone, boolean> = {
    // One that was met later in its life has no known beginning. The API server tells times to the second.
    created:
      before?.uid === pod.uid
        ? known.created !== undefined
        : now - pod.createdAt < 3000,
    scheduled: Boolean(pod.node),
    prepare: Boolean(pod.prepare && pod.prepare.state !== 'waiting'),
    seed: Boolean(pod.seed && pod.seed.state !== 'waiting'),
    seeded: pod.seed?.state === 'terminated',
    dev: pod.dev?.state === 'running',
  };
  const milestones = { ...known };
  for (const name of Object.keys(reached) as Milestone[])
    if (reached[name]) milestones[name] ??= now;
  return { ...pod, milestones };
}
