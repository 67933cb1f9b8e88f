import type { KubernetesObject } from '@kubernetes/client-node';

type Values = { [key: string]: unknown };

const OWNERSHIP_LABELS = ['app.kubernetes.io/managed-by', 'cde.backstage.io/instance'];

/** What the API server adds to an object, and what belongs to its first life. */
const SERVER_FIELDS = ['uid', 'resourceVersion', 'creationTimestamp', 'generation', 'managedFields', 'ownerReferences', 'finalizers', 'selfLink'];
const SERVER_SPEC: Record<string, string[]> = {
  Pod: ['nodeName'],
  PersistentVolumeClaim: ['volumeName'],
};

/**
 * The same object for another workspace: as somebody would post it who has read it,
 * with another id wherever the id is (also inside a Secret), and with other values of the
 * labels by which the portal knows its own, in selectors too.
 */
export function sameObject(object: KubernetesObject, id: string, newId: string): KubernetesObject {
  const copy = replaceId(structuredClone(object) as Values, id, newId) as Values;
  const metadata = copy.metadata as Values;
  for (const field of SERVER_FIELDS) delete metadata[field];
  const annotations = (metadata.annotations ?? {}) as Values;
  for (const name of Object.keys(annotations)) {
    if (/kubernetes\.io\//.test(name)) delete annotations[name];
  }
  for (const field of SERVER_SPEC[String(copy.kind)] ?? []) delete (copy.spec as Values)[field];
  delete copy.status;
  return copy as KubernetesObject;
}

function replaceId(value: unknown, id: string, newId: string, key = ''): unknown {
  if (OWNERSHIP_LABELS.includes(key)) return 'raw-client';
  if (typeof value === 'string') return key === 'data' ? replaceEncoded(value, id, newId) : value.replaceAll(id, newId);
  if (Array.isArray(value)) return value.map(item => replaceId(item, id, newId, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name.replaceAll(id, newId),
      // A Secret's values are base 64, one level below `data`.
      replaceId(item, id, newId, key === 'data' || name === 'data' ? 'data' : name),
    ]),
  );
}

function replaceEncoded(value: string, id: string, newId: string): string {
  return Buffer.from(Buffer.from(value, 'base64').toString().replaceAll(id, newId)).toString('base64');
}
