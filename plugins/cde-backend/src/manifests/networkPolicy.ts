import type {
  V1NetworkPolicy,
  V1NetworkPolicyEgressRule,
  V1NetworkPolicyIngressRule,
  V1NetworkPolicyPeer,
} from '@kubernetes/client-node';
import type { EgressRule } from '../config';
import { TUNNEL_PORT } from './contract';
import { objectMeta, workspaceLabels } from './names';
import type {
  NetworkPolicyInput,
  TunnelSource,
  VolumeReference,
} from './types';

/**
 * Everything is closed but the agent's tunnel, DNS and what the template opens.
 *
 * Kubernetes itself lets a node reach its own pods, so health checks, a portal on the
 * node and port-forwards through the API server need no rule.
 */
export function buildNetworkPolicy(
  input: NetworkPolicyInput,
  owner: VolumeReference,
): V1NetworkPolicy {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: objectMeta(input, owner),
    spec: {
      podSelector: { matchLabels: workspaceLabels(input) },
      policyTypes: ['Ingress', 'Egress'],
      ingress: ingressRules(input.tunnelSources ?? []),
      egress: [dnsRule(), ...input.egress.map(egressRule)],
    },
  };
}

function ingressRules(sources: TunnelSource[]): V1NetworkPolicyIngressRule[] {
  if (sources.length === 0) return [];
  // `_from` is the library's name for the field; the wire name is `from`.
  const rule = {
    from: sources.map(peer),
    ports: [{ protocol: 'TCP', port: TUNNEL_PORT }],
  };
  return [rule as V1NetworkPolicyIngressRule];
}

function peer(source: TunnelSource): V1NetworkPolicyPeer {
  if ('cidr' in source) return { ipBlock: { cidr: source.cidr } };
  return {
    namespaceSelector: {
      matchLabels: { 'kubernetes.io/metadata.name': source.namespace },
    },
    podSelector: { matchLabels: source.podLabels },
  };
}

/** Clusters keep their DNS in different places (a Service, a node-local address), so the port decides. */
function dnsRule(): V1NetworkPolicyEgressRule {
  return {
    ports: [
      { protocol: 'UDP', port: 53 },
      { protocol: 'TCP', port: 53 },
    ],
  };
}

function egressRule(rule: EgressRule): V1NetworkPolicyEgressRule {
  return {
    to: [
      {
        ipBlock: {
          cidr: rule.cidr,
          ...(rule.except?.length ? { except: rule.except } : {}),
        },
      },
    ],
    ...(rule.ports?.length
      ? { ports: rule.ports.map(port => ({ protocol: 'TCP', port })) }
      : {}),
  };
}
