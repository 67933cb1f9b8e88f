import type { V1PersistentVolumeClaim } from '@kubernetes/client-node';
import { objectMeta } from './names';
import type { VolumeInput } from './types';

/** The claim that keeps files, home folder and the agent's state over stops. */
export function buildVolumeClaim(input: VolumeInput): V1PersistentVolumeClaim {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: objectMeta(input),
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: String(Math.round(input.storage)) } },
      ...(input.storageClass ? { storageClassName: input.storageClass } : {}),
    },
  };
}
