import type {
  AgentSpec,
  QuotaLimits,
  QuotaTarget,
  ResourceClass,
} from '@backstage-cde/plugin-cde-common';

/** Traffic out of a workspace that is allowed. */
export interface EgressRule {
  /** CIDR block. */
  cidr: string;
  /** CIDR blocks inside `cidr` that stay closed. */
  except?: string[];
  /** TCP ports; absent: all. */
  ports?: number[];
}

/** How to reach a cluster's API server. */
export type ClusterAccess =
  | { type: 'kubeconfig'; path: string; context?: string }
  | { type: 'inCluster' };

export interface ClusterConfig {
  name: string;
  title: string;
  access: ClusterAccess;
  /** `direct`: TCP to the pod's address; `apiserver`: port-forward through the API server. */
  reach: 'direct' | 'apiserver';
  /** Progress of whoever is building the cluster. */
  preparationFile?: string;
  namespace: string;
  storageClass?: string;
  toolsImage: string;
  /** Allowed for every workspace of the cluster. */
  egress: EgressRule[];
}

/** A git host beside Backstage's integrations, read by git itself. */
export interface GitHostConfig {
  /** Host with port, as in its URLs. */
  host: string;
  protocol: 'http' | 'https';
  /** Base URL under which pods reach the host, where it differs. */
  clusterUrl?: string;
  username?: string;
  token?: string;
}

export interface TemplateConfig {
  name: string;
  title: string;
  description?: string;
  /** Image for repositories without a devcontainer.json. */
  image: string;
  /** User of `image`. */
  user: { name: string; home?: string };
  /** The default first. */
  resourceClasses: string[];
  /** The default first. */
  ides: string[];
  /** Clusters that may be chosen, the default first. */
  clusters: string[];
  egress: EgressRule[];
}

export interface CdeConfig {
  /** Tells the objects of several portals in one cluster apart. */
  instance: string;
  /** Base URL of the portal's pages, without a trailing slash. */
  portalUrl: string;
  gateway: { listen: { host: string; port: number }; baseUrl: string };
  clusters: ClusterConfig[];
  git: {
    hosts: GitHostConfig[];
    cacheBytes: number;
    /** Seals what users give; absent: they cannot give anything. */
    sealingKey?: string;
    /** Whether workspaces get the integrations' credentials where their owners gave none. */
    lendIntegrations: boolean;
    /** The longest that a user's token is kept without being sent again. */
    userTokenMs: number;
  };
  templates: TemplateConfig[];
  /** Beginnings of URLs that privileged templates may come from. */
  privilegedTemplateLocations: string[];
  resourceClasses: ResourceClass[];
  permissions: {
    unconditionalAllow: 'owner' | 'everyone';
    /** Whether administrators may enter workspaces of others; each entry is announced to the owner. */
    administratorsMayOpen: boolean;
  };
  /** Entity refs of users and groups. */
  admins: string[];
  /** ISO 4217. */
  currency: string;
  quotas: {
    /** How the `each` limits of a user's groups become one. */
    combine: 'max' | 'sum';
    items: Array<{ target: QuotaTarget; limits: QuotaLimits; note?: string }>;
  };
  /** Kinds that templates may make objects of. */
  manifestKinds: Array<{ apiVersion: string; kind: string }>;
  audit: { retentionDays: number };
  /** How long a user has to be missing from a catalog that answers. */
  offboarding: { graceMs: number };
  startTimeoutMs: number;
  ide: { gallery?: AgentSpec['ide']['gallery'] };
}
