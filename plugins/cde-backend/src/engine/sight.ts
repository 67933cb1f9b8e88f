import { isDeepStrictEqual } from 'node:util';
import type { KubernetesObject } from '@kubernetes/client-node';
import type { CachedView, ClusterConnection } from '../clusters';
import { objectName, privilegedNamespace } from '../manifests';
import type { AnswerSink } from './executor';
import { Room } from './room';
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
/**
 * What is known of a cluster: three watches, and nothing else that reads. Where there are privileged workspaces,
 * three more for their namespace.
 */
export class Sight implements AnswerSink {
  readonly #options: SightOptions;
  readonly #rooms = new Map<string, Room>();
  readonly #main: Room;
  readonly #notes = new Map<string, NoteView[]>();
  /** Begins to look into a room; absent while nothing runs. */
  #run?: (room: Room) => void;

  constructor(options: SightOptions) {
    this.#options = options;
    this.#main = this.#open(options.namespace);
  }

  /** Runs until the signal is given. */
  async run(signal: AbortSignal): Promise<void> {
    const running: Array<Promise<void>> = [];
    this.#run = room => running.push(room.run(signal));
    this.#rooms.forEach(room => this.#run?.(room));
    // All of them end with the signal, so those that are opened meanwhile are waited for by the second.
    await Promise.all(running);
    this.#run = undefined;
    await Promise.all(running);
  }

  /** Pods and volumes have been listed: what is not seen is not there. */
  get synced(): boolean {
    return this.#main.synced;
  }

  /**
   * Whether all that is in the namespace is known. The one of privileged workspaces is looked at from the first
   * question on; then, like the other, it tells by `onList` when it is known.
   */
  covers(namespace: string): boolean {
    const { namespace: main } = this.#options;
    if (namespace !== privilegedNamespace(main)) return this.synced;
    const room = this.#rooms.get(namespace) ?? this.#openLater(namespace);
    return this.synced && room.synced;
  }

  #openLater(namespace: string): Room {
    const room = this.#open(namespace);
    this.#run?.(room);
    return room;
  }

  #open(namespace: string): Room {
    const room = new Room(namespace, {
      ...this.#options,
      onChange: (before, after) => this.#changed(before, after),
      onNote: note => this.#noted(note),
    });
    this.#rooms.set(namespace, room);
    return room;
  }

  seen(workspaceId: string): Seen {
    const name = objectName(workspaceId);
    const rooms = [...this.#rooms.values()];
    const pod = first(rooms, room => room.pods.get(name));
    const volume = first(rooms, room => room.volumes.get(name));
    const notes = (this.#notes.get(workspaceId) ?? []).filter(
      ({ objectUid }) => objectUid === pod?.uid || objectUid === volume?.uid,
    );
    return { pod, volume, notes };
  }

  /** Ids of all workspaces that have a pod or a volume. */
  *workspaceIds(): Generator<string> {
    for (const { pods, volumes } of this.#rooms.values()) {
      for (const { workspaceId } of pods.values()) yield workspaceId;
      for (const { workspaceId } of volumes.values()) yield workspaceId;
    }
  }

  pod(answer: KubernetesObject): void {
    this.#roomOf(answer)?.pods.offer(answer);
  }

  volume(answer: KubernetesObject): void {
    this.#roomOf(answer)?.volumes.offer(answer);
  }

  #roomOf({ metadata }: KubernetesObject): Room | undefined {
    return this.#rooms.get(metadata?.namespace ?? '');
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

function first<T>(rooms: Room[], find: (room: Room) => T | undefined) {
  return rooms.map(find).find(found => found !== undefined);
}

/** Many changes of an object are about fields that nobody here looks at. */
function isSame(before: CachedView, after: CachedView): boolean {
  return isDeepStrictEqual(
    { ...before, resourceVersion: 0 },
    { ...after, resourceVersion: 0 },
  );
}
