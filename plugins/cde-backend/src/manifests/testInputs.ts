import type { PodInput, SecretInput } from './types';

/** Inputs for tests of the builders. */
export const identity = {
  instance: 'demo',
  workspaceId: '3f1c9a52-7f0e-4d38-9a0b-2f8f7f0e4d38',
  namespace: 'cde-workspaces-demo',
  ownerRef: 'user:default/ada',
  componentRef: 'component:default/payments-api',
  name: 'Payments API',
};

export const owner = {
  name: `cde-${identity.workspaceId}`,
  uid: 'b7d0f2f4-0000-4000-8000-000000000001',
};

export function podInput(
  overrides: Partial<Omit<PodInput, 'plan'>> & {
    plan?: Partial<PodInput['plan']>;
  } = {},
): PodInput {
  const { plan, ...rest } = overrides;
  return {
    ...identity,
    run: 1,
    resources: {
      cpu: { request: 0.25, limit: 2 },
      memory: { request: 2 ** 29, limit: 2 ** 31 },
    },
    toolsImage: 'cde.local/workspace-tools:latest',
    seedHome: false,
    ...rest,
    plan: {
      image: 'cde.local/devcontainers/base:bookworm',
      remoteUser: 'vscode',
      home: '/home/vscode',
      repositoryFolder: '/workspaces/payments-api',
      containerEnv: {},
      ...plan,
    },
  };
}

export function agentSpecInput(
  overrides: Partial<SecretInput> = {},
): SecretInput {
  return {
    ...identity,
    token: 'secret-token',
    spec: {
      version: 1,
      workspace: {
        id: identity.workspaceId,
        name: identity.name,
        portalUrl: 'http://localhost:3000',
        portalTitle: 'Payments',
      },
      user: { name: 'Ada', email: 'ada@example.com' },
      workspaceFolder: '/workspaces/payments-api',
      remoteEnv: {},
      lifecycle: { hash: 'h', commands: {}, waitFor: 'updateContentCommand' },
      ide: { kind: 'vscode-web', extensions: [], settings: {} },
      ports: [],
    },
    ...overrides,
  };
}
