import { isDeepStrictEqual } from 'node:util';
import type { KubernetesObject } from '@kubernetes/client-node';
import {
  type CachedView,
  type ClusterConnection,
  Reflector,
} from '../clusters';
import { instanceSelector, objectName } from '../manifests';
import type { AnswerSink } from './executor';
import { viewNote, viewPod, viewVolume } from './views';
import type { NoteView, PodView, Seen, VolumeView } from './views';

export interface SightOptions {
  instance: string;
  namespace: string;
  connection: ClusterConnection;
  /** Something of this workspace changed in the cluster. */
  onChange(workspaceId: string): void;
  /** A first or further list of pods or volumes is complete. */
  onList(): void;
  onError(error: unknown): void;
}

/** Events that are kept of one workspace. */
const NOTES = 12;
/** Of no use to us, and frequent. */
const NOTES_SELECTOR = [
  'Scheduled',
  'Created',
  'Started',
  'Killing',
  'Unhealthy',
  'SuccessfulDelete',
]
  .map(reason => `reason!=${reason}`)
  .join(',');

/** What is known of a cluster: three watches, and nothing else that reads. */
export class Sight implements AnswerSink {
  readonly #options: SightOptions;
  readonly #pods: Reflector<PodView>;
  readonly #volumes: Reflector<VolumeView>;
  readonly #events: Reflector<NoteView>;
  readonly #notes = new Map<string, NoteView[]>();

  constructor(options: SightOptions) {
    this.#options = options;
    const folder = `/api/v1/namespaces/${encodeURIComponent(
      options.namespace,
    )}`;
    const { connection, onList, onError } = options;
    const common = {
      query: { labelSelector: instanceSelector(options.instance) },
      whenConnected: (signal: AbortSignal) => connection.whenConnected(signal),
      onChange: (before?: PodView | VolumeView, after?: PodView | VolumeView) =>
        this.#changed(before, after),
      onList,
      onError,
    };
    this.#pods = new Reflector<PodView>({
      ...common,
      path: `${folder}/pods`,
      view: viewPod,
    });
    this.#volumes = new Reflector<VolumeView>({
      ...common,
      path: `${folder}/persistentvolumeclaims`,
      view: viewVolume,
    });
    this.#events = new Reflector({
      ...common,
      path: `${folder}/events`,
      query: { fieldSelector: NOTES_SELECTOR },
      notesOnly: true,
      view: viewNote,
      onChange: (_, note) => note && this.#noted(note),
    });
  }

  /** Runs until the signal is given. */
  async run(signal: AbortSignal): Promise<void> {
    const all = [this.#pods, this.#volumes, this.#events];
    await Promise.all(all.map(reflector => reflector.run(signal)));
  }

  /** Pods and volumes have been listed: what is not seen is not there. */
  get synced(): boolean {
    return this.#pods.synced && this.#volumes.synced;
  }

  seen(workspaceId: string): Seen {
    const name = objectName(workspaceId);
    const pod = this.#pods.get(name);
    const volume = this.#volumes.get(name);
    const notes = (this.#notes.get(workspaceId) ?? []).filter(
      ({ objectUid }) => objectUid === pod?.uid || objectUid === volume?.uid,
    );
    return { pod, volume, notes };
  }

  /** Ids of all workspaces that have a pod or a volume. */
  *workspaceIds(): Generator<string> {
    for (const { workspaceId } of this.#pods.values()) yield workspaceId;
    for (const { workspaceId } of this.#volumes.values()) yield workspaceId;
  }

  pod(answer: KubernetesObject): void {
    this.#pods.offer(answer);
  }

  volume(answer: KubernetesObject): void {
    this.#volumes.offer(answer);
  }

  /** Events tell about the way to a running workspace, and are of no use afterwards. */
  forgetNotes(workspaceId: string): void {
    this.#notes.delete(workspaceId);
  }

  #changed(
    before: PodView | VolumeView | undefined,
    after: PodView | VolumeView | undefined,
  ): void {
    const { workspaceId } = (after ?? before)!;
    if (before && after && isSame(before, after)) return;
    this.#options.onChange(workspaceId);
  }

  #noted(note: NoteView): void {
    const { workspaceId, reason, container, objectUid } = note;
    const others = (this.#notes.get(workspaceId) ?? []).filter(
      one =>
        one.reason !== reason ||
        one.container !== container ||
        one.objectUid !== objectUid,
    );
    this.#notes.set(workspaceId, [...others, note].slice(-NOTES));
    this.#options.onChange(workspaceId);
  }
}

/** Many changes of an object are about fields that nobody here looks at. */
function isSame(before: CachedView, after: CachedView): boolean {
  return isDeepStrictEqual(
    { ...before, resourceVersion: 0 },
    { ...after, resourceVersion: 0 },
  );
}
