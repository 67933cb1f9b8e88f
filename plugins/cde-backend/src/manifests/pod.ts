import type { V1Pod, V1PodSpec, V1Volume } from '@kubernetes/client-node';
import { devContainer, prepareContainer, seedContainer } from './containers';
import { STOP_SECONDS, WORKSPACE_UID } from './contract';
import { LABEL_RUN, objectMeta, objectName } from './names';
import { secretVolumes } from './secretFiles';
import { sidecarContainer } from './sidecars';
import type { PodInput, VolumeReference } from './types';

/** The workspace itself: tools and repository first, then the developer's image with our agent. */
export function buildPod(input: PodInput, owner: VolumeReference): V1Pod {
  const metadata = objectMeta(input, owner);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...metadata,
      labels: { ...metadata.labels, [LABEL_RUN]: String(input.run) },
    },
    spec: podSpec(input),
  };
}

function podSpec(input: PodInput): V1PodSpec {
  return {
    hostname: hostname(input.name),
    ...scheduling(input),
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: STOP_SECONDS,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    shareProcessNamespace: true,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: WORKSPACE_UID,
      runAsGroup: WORKSPACE_UID,
      fsGroup: WORKSPACE_UID,
      fsGroupChangePolicy: 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
    },
    initContainers: [
      prepareContainer(input),
      ...(input.seedHome ? [seedContainer(input)] : []),
    ],
    containers: [
      devContainer(input),
      ...(input.template?.sidecars ?? []).map(sidecarContainer),
    ],
    volumes: volumes(input),
  };
}

function scheduling({ template }: PodInput): Partial<V1PodSpec> {
  const { nodeSelector, tolerations, runtimeClass } =
    template?.scheduling ?? {};
  return {
    ...(nodeSelector && { nodeSelector }),
    ...(tolerations && { tolerations }),
    ...(runtimeClass && { runtimeClassName: runtimeClass }),
  };
}

function volumes(input: PodInput): V1Volume[] {
  const name = objectName(input.workspaceId);
  return [
    { name: 'tools', emptyDir: { sizeLimit: '2Gi' } },
    { name: 'scratch', emptyDir: { sizeLimit: '1Gi' } },
    { name: 'spec', secret: { secretName: name, defaultMode: 0o440 } },
    { name: 'keys', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } },
    { name: 'data', persistentVolumeClaim: { claimName: name } },
    ...secretVolumes(input),
  ];
}

/** What the terminal's prompt shows: the workspace's name as far as it makes a DNS label (RFC 1123). */
function hostname(name: string): string {
  const label = name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replace(/^-+|-+$/g, '');
  return label || 'workspace';
}
