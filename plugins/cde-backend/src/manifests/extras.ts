import {
  isReservedMetadataName,
  type WorkspaceTemplateDocument,
} from '@backstage-cde/plugin-cde-common';
import type { KubernetesObject } from '@kubernetes/client-node';
import type { JsonObject } from '@backstage/types';
import { objectMeta, objectName } from './names';
import type { ObjectIdentity, VolumeReference } from './types';

/** An object of any kind. */
export type AnyObject = KubernetesObject & {
  apiVersion: string;
  kind: string;
} & Record<string, unknown>;

type Metadata = Partial<WorkspaceTemplateDocument['metadata']>;

/** Name of an object that a template brings along: the last part is the template's, or its position. */
export function extraName(
  workspaceId: string,
  manifest: JsonObject,
  index: number,
): string {
  const { name } = (manifest.metadata ?? {}) as Metadata;
  return `${objectName(workspaceId)}-${name ?? index + 1}`;
}

/**
 * An object of the template's, as part of a workspace. Name, namespace, owner and our labels are set last, so that
 * nothing of the manifest decides about them; it goes with the volume.
 */
export function buildExtra(
  manifest: JsonObject,
  index: number,
  identity: ObjectIdentity,
  owner: VolumeReference,
): AnyObject {
  const { apiVersion, kind, metadata, status: _, ...rest } = manifest;
  const { labels, annotations } = (metadata ?? {}) as Metadata;
  const own = objectMeta(identity, owner);
  return {
    ...rest,
    apiVersion: String(apiVersion),
    kind: String(kind),
    metadata: {
      ...own,
      name: extraName(identity.workspaceId, manifest, index),
      labels: { ...unreserved(labels), ...own.labels },
      annotations: { ...unreserved(annotations), ...own.annotations },
    },
  };
}

function unreserved(
  entries: Record<string, string> | undefined,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(entries ?? {}).filter(
      ([name]) => !isReservedMetadataName(name),
    ),
  );
}
