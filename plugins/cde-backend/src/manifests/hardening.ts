import type {
  V1Container,
  V1ResourceRequirements,
  V1SecurityContext,
} from '@kubernetes/client-node';
import { WORKSPACE_UID } from './contract';

/** What no parameter may change, for every container alike. */
export function hardening() {
  return {
    imagePullPolicy: 'IfNotPresent',
    terminationMessagePolicy: 'FallbackToLogsOnError',
    securityContext: restrictedContext(),
  } satisfies Partial<V1Container>;
}

/** Pod Security `restricted` (https://kubernetes.io/docs/concepts/security/pod-security-standards/). */
function restrictedContext(): V1SecurityContext {
  return {
    allowPrivilegeEscalation: false,
    privileged: false,
    capabilities: { drop: ['ALL'] },
    runAsNonRoot: true,
    runAsUser: WORKSPACE_UID,
    runAsGroup: WORKSPACE_UID,
    seccompProfile: { type: 'RuntimeDefault' },
  };
}

/** The developer is still no root, but may become it: what images for Docker inside a container expect. */
export function privilegedContext(): V1SecurityContext {
  return {
    allowPrivilegeEscalation: true,
    privileged: true,
    runAsNonRoot: true,
    runAsUser: WORKSPACE_UID,
    runAsGroup: WORKSPACE_UID,
  };
}

/** Cores and bytes: what is reserved, and the ceiling. */
export interface Sizes {
  cpu: { request: number; limit: number };
  memory: { request: number; limit: number };
}

export function containerResources({
  cpu,
  memory,
}: Sizes): Required<Pick<V1ResourceRequirements, 'requests' | 'limits'>> {
  return {
    requests: {
      cpu: cores(cpu.request),
      memory: bytes(memory.request),
      'ephemeral-storage': '64Mi',
    },
    limits: {
      cpu: cores(cpu.limit),
      memory: bytes(memory.limit),
      'ephemeral-storage': '8Gi',
    },
  };
}

/** Extended resources cannot be overcommitted: what is reserved is the ceiling. */
export function withGpu(
  { requests, limits }: ReturnType<typeof containerResources>,
  gpu: { count: number; resource: string } | undefined,
): V1ResourceRequirements {
  if (!gpu) return { requests, limits };
  const extended = { [gpu.resource]: String(gpu.count) };
  return {
    requests: { ...extended, ...requests },
    limits: { ...extended, ...limits },
  };
}

/** As the API server writes it back, so that nothing looks changed. */
function cores(value: number): string {
  return Number.isInteger(value)
    ? String(value)
    : `${Math.round(value * 1000)}m`;
}

function bytes(value: number): string {
  return String(Math.round(value));
}
