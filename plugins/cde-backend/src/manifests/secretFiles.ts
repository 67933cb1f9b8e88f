import type { V1Volume, V1VolumeMount } from '@kubernetes/client-node';
import { SECRETS_FOLDER } from './contract';
import type { PodInput } from './types';

const VOLUME = 'secrets';

/** The template's secrets that are files. */
function files({ template }: PodInput) {
  return (template?.secrets ?? []).flatMap(({ secret, key, file }) =>
    file === undefined ? [] : [{ secret, key, file }],
  );
}

export function secretVolumes(input: PodInput): V1Volume[] {
  const sources = files(input).map(({ secret, key, file }) => ({
    secret: { name: secret, items: [{ key, path: file }], optional: false },
  }));
  return sources.length > 0
    ? [{ name: VOLUME, projected: { sources, defaultMode: 0o440 } }]
    : [];
}

export function secretMounts(input: PodInput): V1VolumeMount[] {
  return files(input).length > 0
    ? [{ name: VOLUME, mountPath: SECRETS_FOLDER, readOnly: true }]
    : [];
}
