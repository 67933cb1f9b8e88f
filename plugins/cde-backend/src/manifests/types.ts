import type {
  AgentSpec,
  DevcontainerPlan,
} from '@backstage-cde/plugin-cde-common';
import type { EgressRule } from '../config';
import type { ResolvedTemplate } from '../workspaces';

/** Who a workspace's objects belong to, and where they live. */
export interface ObjectIdentity {
  /** Tells the objects of several portals in one cluster apart. */
  instance: string;
  /** UUID of the workspace: all names are made from it. */
  workspaceId: string;
  namespace: string;
  /** Entity ref of the user. */
  ownerRef: string;
  componentRef: string | null;
  /** The workspace's name, as people gave it. */
  name: string;
}

/** The volume that everything of a workspace depends on: deleting it collects the rest. */
export interface VolumeReference {
  name: string;
  uid: string;
}

export interface VolumeInput extends ObjectIdentity {
  /** Bytes. */
  storage: number;
  /** Absent: the cluster's default class. */
  storageClass?: string;
}

export interface SecretInput extends ObjectIdentity {
  spec: AgentSpec;
  /** What a tunnel into the pod has to present. */
  token: string;
  /** What git is given, by the names of its files. */
  git?: Record<string, string>;
}

/** Where connections to the agent's tunnel may come from, beside the node itself. */
export type TunnelSource =
  | { cidr: string }
  | { namespace: string; podLabels: Record<string, string> };

export interface NetworkPolicyInput extends ObjectIdentity {
  /** What the workspace may reach beside DNS. */
  egress: EgressRule[];
  /** Absent or empty: only the node reaches the pod. */
  tunnelSources?: TunnelSource[];
}

export interface PodInput extends ObjectIdentity {
  /** The start that the pod is made for. */
  run: number;
  plan: Pick<
    DevcontainerPlan,
    'image' | 'remoteUser' | 'home' | 'repositoryFolder' | 'containerEnv'
  >;
  /** Cores and bytes. */
  resources: {
    cpu: { request: number; limit: number };
    memory: { request: number; limit: number };
  };
  toolsImage: string;
  /** Absolute path of the folder that holds further repositories; absent: there are none. */
  besideFolder?: string;
  /** Copy what the image holds in the home folder to the volume first. */
  seedHome: boolean;
  /** What the workspace's template adds. */
  template?: Pick<
    ResolvedTemplate,
    'environment' | 'secrets' | 'sidecars' | 'scheduling' | 'gpu' | 'privileged'
  >;
}
