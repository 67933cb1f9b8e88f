import type { V1ObjectMeta, V1OwnerReference } from '@kubernetes/client-node';
import type { ObjectIdentity, VolumeReference } from './types';

/** Who wrote a field, for server-side apply and for who looks at `managedFields`. */
export const FIELD_MANAGER = 'backstage-cde';

export const LABEL_MANAGED_BY = 'app.kubernetes.io/managed-by';
export const LABEL_INSTANCE = 'cde.backstage.io/instance';
export const LABEL_WORKSPACE = 'cde.backstage.io/workspace-id';
export const LABEL_RUN = 'cde.backstage.io/run';

/** Name of the pod, volume claim, secret and network policy of a workspace. */
export function objectName(workspaceId: string): string {
  return `cde-${workspaceId}`;
}

/** Selects everything that belongs to workspaces of this portal. */
export function instanceSelector(instance: string): string {
  return `${LABEL_MANAGED_BY}=${FIELD_MANAGER},${LABEL_INSTANCE}=${instance}`;
}

/** Labels by which the pod of a workspace is selected; they never change. */
export function workspaceLabels(
  identity: ObjectIdentity,
): Record<string, string> {
  return {
    [LABEL_MANAGED_BY]: FIELD_MANAGER,
    [LABEL_INSTANCE]: identity.instance,
    [LABEL_WORKSPACE]: identity.workspaceId,
  };
}

export function objectMeta(
  identity: ObjectIdentity,
  owner?: VolumeReference,
): V1ObjectMeta {
  return {
    name: objectName(identity.workspaceId),
    namespace: identity.namespace,
    labels: workspaceLabels(identity),
    annotations: {
      'cde.backstage.io/owner': identity.ownerRef,
      'cde.backstage.io/name': identity.name,
      ...(identity.componentRef
        ? { 'cde.backstage.io/component': identity.componentRef }
        : {}),
    },
    ...(owner ? { ownerReferences: [ownerReference(owner)] } : {}),
  };
}

function ownerReference(volume: VolumeReference): V1OwnerReference {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    name: volume.name,
    uid: volume.uid,
  };
}
