import type { CdeConfig } from '../../config';
import type { WorkspaceSpec } from '../../workspaces';
import { newWorkspace } from '../../testing/workspaces';

export const TOOLS_IMAGE = 'cde.local/workspace-tools:latest';
export const BASE_IMAGE = 'cde.local/devcontainers/base:bookworm';

/** A configuration with one cluster named `local`. */
export function testConfig(options: {
  kubeconfigPath: string;
  instance: string;
  namespace: string;
  startTimeoutMs?: number;
}): CdeConfig {
  const {
    kubeconfigPath,
    instance,
    namespace,
    startTimeoutMs = 120_000,
  } = options;
  return {
    instance,
    portalUrl: 'http://localhost:3000',
    gateway: {
      listen: { host: '127.0.0.1', port: 0 },
      baseUrl: 'http://localhost:3001',
    },
    clusters: [
      {
        name: 'local',
        title: 'Test cluster',
        access: { type: 'kubeconfig', path: kubeconfigPath },
        reach: 'direct',
        namespace,
        toolsImage: TOOLS_IMAGE,
        egress: [],
      },
    ],
    git: {
      hosts: [],
      cacheBytes: 1e6,
      lendIntegrations: true,
      userTokenMs: 12 * 3600_000,
    },
    privilegedTemplateLocations: [],
    templates: [],
    resourceClasses: [],
    permissions: { unconditionalAllow: 'owner', administratorsMayOpen: false },
    admins: [],
    currency: 'EUR',
    quotas: { combine: 'max', items: [] },
    manifestKinds: [],
    audit: { retentionDays: 365 },
    offboarding: { graceMs: 3600_000 },
    startTimeoutMs,
    ide: {},
  };
}

/** A small workspace without a repository, so that it starts fast. */
export function testSpec(
  overrides: {
    plan?: Partial<WorkspaceSpec['plan']>;
    resources?: Partial<WorkspaceSpec['resources']>;
  } = {},
): WorkspaceSpec {
  const { spec } = newWorkspace();
  return {
    ...spec,
    plan: { ...spec.plan, image: BASE_IMAGE, ...overrides.plan },
    resources: {
      cpu: { request: 0.01, limit: 2 },
      memory: { request: 32 * 2 ** 20, limit: 2 ** 30 },
      storage: 2 ** 28,
      ...overrides.resources,
    },
  };
}
