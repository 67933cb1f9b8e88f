import type { V1Namespace, V1NetworkPolicy } from '@kubernetes/client-node';
import { FIELD_MANAGER, LABEL_INSTANCE, LABEL_MANAGED_BY } from './names';

const PRIVILEGED = '-privileged';

/**
 * Where workspaces of privileged templates of a cluster live: apart from all others, so that the namespace of those
 * goes on refusing what is not restricted.
 */
export function privilegedNamespace(namespace: string): string {
  return `${namespace.slice(0, 63 - PRIVILEGED.length)}${PRIVILEGED}`;
}

/** A namespace whose API server refuses pods that are not Pod Security `restricted`, unless it is for privileged ones. */
export function buildNamespace(
  name: string,
  instance: string,
  level: 'restricted' | 'privileged' = 'restricted',
): V1Namespace {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      labels: {
        'pod-security.kubernetes.io/enforce': level,
        'pod-security.kubernetes.io/enforce-version': 'latest',
        [LABEL_MANAGED_BY]: FIELD_MANAGER,
        [LABEL_INSTANCE]: instance,
      },
    },
  };
}

/** Closes all pods of the namespace that no other policy opens. */
export function buildDefaultDeny(
  namespace: string,
  instance: string,
): V1NetworkPolicy {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: {
      name: 'cde-default-deny',
      namespace,
      labels: { [LABEL_MANAGED_BY]: FIELD_MANAGER, [LABEL_INSTANCE]: instance },
    },
    spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
  };
}
