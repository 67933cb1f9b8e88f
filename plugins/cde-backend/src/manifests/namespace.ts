import type { V1Namespace, V1NetworkPolicy } from '@kubernetes/client-node';
import { FIELD_MANAGER, LABEL_INSTANCE, LABEL_MANAGED_BY } from './names';

/** A namespace whose API server refuses pods that are not Pod Security `restricted`. */
export function buildNamespace(name: string, instance: string): V1Namespace {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      labels: {
        'pod-security.kubernetes.io/enforce': 'restricted',
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
