import type { WorkspaceRecord } from '../workspaces';
import type { Problem } from './problem';
import { stateOf } from './state';
import type { VolumeView } from './views';
import { cause } from './words';

const CURE =
  'What was not pushed is lost with it. Delete the workspace and create it anew, or ask the platform team for a backup';

/**
 * Whether the volume that the workspace's files are on is still that volume. A workspace is never
 * started on an empty disk in its place.
 */
export function volumeProblem(
  row: WorkspaceRecord,
  volume: VolumeView | undefined,
): Problem | undefined {
  const { pvcUid } = stateOf(row);
  if (pvcUid && !volume)
    return {
      cause: cause(
        'VolumeLost',
        'The volume with the files of the workspace was deleted',
        CURE,
      ),
      graceMs: 0,
    };
  if (!volume) return undefined;
  if (pvcUid && pvcUid !== volume.uid) {
    return {
      cause: cause(
        'VolumeReplaced',
        'The volume with the files of the workspace was replaced by another one',
        CURE,
      ),
      graceMs: 0,
    };
  }
  if (volume.phase === 'Lost') {
    return {
      cause: cause(
        'VolumeLost',
        'The storage behind the volume of the workspace is gone',
        CURE,
      ),
      graceMs: 0,
    };
  }
  if (volume.deleting) {
    return {
      cause: cause(
        'VolumeTerminating',
        'Somebody is deleting the volume with the files of the workspace',
        CURE,
      ),
      graceMs: 0,
    };
  }
  return undefined;
}
