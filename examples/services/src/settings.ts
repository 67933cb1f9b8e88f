import path from 'node:path';

/** What the example services are told by their environment. */
export interface Settings {
  /** Folder with `repositories/` and `branches/`. */
  examples: string;
  /** Where repositories, keys and sign-ins are kept. */
  state: string;
  /** The machine's data folder, for what is built once per machine. */
  home?: string;
  git: {
    /** The embedded host of plain git, or a real forge. */
    kind: 'embedded' | 'gitea';
    port: number;
    /** Password for pushing, with any user name; on the forge that of the portal's account. */
    token: string;
    /** What the forge's keys are derived from, and its webhooks are signed with. */
    forgeSecret?: string;
    /** Address under which pods reach this machine; read from `clusterInfo` where not given. */
    hostAddress?: string;
    /** `info.json` of the machine's own cluster, once there is one. */
    clusterInfo?: string;
  };
  identity: {
    port: number;
    /** Secret of the portal's client. */
    clientSecret: string;
    /** Origin of the portal that people sign in to. */
    portalUrl: string;
  };
}

/**
 * Reads `CDE_STATE`, `CDE_HOME`, `CDE_HOST_ADDRESS`, `CDE_PORT`, `CDE_GIT_PORT`,
 * `CDE_IDENTITY_PORT`, `CDE_GIT_TOKEN`, `CDE_OIDC_SECRET`, `CDE_GIT_HOST` and `CDE_FORGE_SECRET`.
 *
 * @throws Error that names a variable which is missing or no port
 */
export function readSettings(
  env: NodeJS.ProcessEnv,
  checkout: string,
): Settings {
  return {
    examples: path.join(checkout, 'examples'),
    state: env.CDE_STATE ?? path.join(checkout, '.cde'),
    home: env.CDE_HOME || undefined,
    git: {
      kind: env.CDE_GIT_HOST === 'gitea' ? 'gitea' : 'embedded',
      port: portFrom(env, 'CDE_GIT_PORT', 3002),
      token: required(env, 'CDE_GIT_TOKEN'),
      forgeSecret: env.CDE_FORGE_SECRET || undefined,
      hostAddress: env.CDE_HOST_ADDRESS || undefined,
      clusterInfo:
        env.CDE_HOME && path.join(env.CDE_HOME, 'cluster', 'info.json'),
    },
    identity: {
      port: portFrom(env, 'CDE_IDENTITY_PORT', 3003),
      clientSecret: required(env, 'CDE_OIDC_SECRET'),
      portalUrl: `http://localhost:${portFrom(env, 'CDE_PORT', 3000)}`,
    },
  };
}

function required(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (!value)
    throw new Error(
      `${name} is not set; \`npm start\` sets it to a random secret of this checkout.`,
    );
  return value;
}

function portFrom(
  env: NodeJS.ProcessEnv,
  name: string,
  fallback: number,
): number {
  const port = Number(env[name] || fallback);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new Error(
      `${name} is '${env[name]}', expected a port from 1 to 65535.`,
    );
  }
  return port;
}
