import { type ClusterConnection, Reflector } from '../clusters';
import { instanceSelector } from '../manifests';
import { viewNote, viewPod, viewVolume } from './views';
import type { NoteView, PodView, VolumeView } from './views';

export interface RoomOptions {
  instance: string;
  connection: ClusterConnection;
  onChange(
    before: PodView | VolumeView | undefined,
    after: PodView | VolumeView | undefined,
  ): void;
  onNote(note: NoteView): void;
  onList(): void;
  onError(error: unknown): void;
}

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

/** What is known of one namespace: three watches. */
export class Room {
  readonly pods: Reflector<PodView>;
  readonly volumes: Reflector<VolumeView>;
  readonly #events: Reflector<NoteView>;

  constructor(namespace: string, options: RoomOptions) {
    const folder = `/api/v1/namespaces/${encodeURIComponent(namespace)}`;
    const { connection, onChange, onNote, onList, onError } = options;
    const common = {
      query: { labelSelector: instanceSelector(options.instance) },
      whenConnected: (signal: AbortSignal) => connection.whenConnected(signal),
      onChange,
      onList,
      onError,
    };
    this.pods = new Reflector<PodView>({
      ...common,
      path: `${folder}/pods`,
      view: viewPod,
    });
    this.volumes = new Reflector<VolumeView>({
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
      onChange: (_, note) => note && onNote(note),
    });
  }

  /** Pods and volumes have been listed: what is not seen is not there. */
  get synced(): boolean {
    return this.pods.synced && this.volumes.synced;
  }

  /** Runs until the signal is given. */
  async run(signal: AbortSignal): Promise<void> {
    const all = [this.pods, this.volumes, this.#events];
    await Promise.all(all.map(reflector => reflector.run(signal)));
  }
}
