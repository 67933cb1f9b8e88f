import type { LoggerService } from '@backstage/backend-plugin-api';
import type { KubernetesClient } from '../clusters';
import type { Seen } from './views';

/** A volume this young holds nothing that anybody worked on. */
const YOUNG_MS = 15 * 60 * 1000;

/**
 * Removes objects of a workspace that has no row: what an interrupted creation left. An older volume is kept
 * and named, because it may hold somebody's work and the row may be missing by mistake (a restored database).
 */
export async function collectOrphans(
  client: KubernetesClient,
  { pod, volume }: Seen,
  now: number,
  logger: LoggerService,
): Promise<void> {
  if (pod && pod.deletingSince === undefined) {
    logger.info(`Deleting the pod '${pod.name}': its workspace does not exist`);
    await client.delete('Pod', pod);
  }
  if (!volume || volume.deleting) return;
  if (now - volume.createdAt < YOUNG_MS) {
    logger.info(
      `Deleting the volume '${volume.name}': its workspace does not exist`,
    );
    await client.delete('PersistentVolumeClaim', volume);
  } else {
    logger.warn(
      `The volume '${volume.namespace}/${volume.name}' belongs to no workspace; delete the claim if nobody misses it`,
    );
  }
}
