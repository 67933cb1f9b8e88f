/** The environment of lifecycle commands, terminals and the IDE. */
import { accessSync, constants } from 'node:fs';
import { userInfo } from 'node:os';
import type { AgentSpec } from '@backstage-cde/plugin-cde-common';

type Environment = Record<string, string>;

/**
 * Fills in `${containerEnv:NAME}` and `${containerEnv:NAME:default}`
 * (https://containers.dev/implementors/json_reference/#variables-in-devcontainerjson).
 * A variable that is not set and has no default is empty.
 */
export function expand(value: string, container: Environment): string {
  return value.replace(
    /\$\{containerEnv:([^}:]+)(?::([^}]*))?\}/g,
    (_, name: string, fallback: string = '') => container[name] ?? fallback,
  );
}

/** The container's environment changed by `remoteEnv`; `null` takes a variable away. */
export function applyRemoteEnv(
  container: Environment,
  remoteEnv: AgentSpec['remoteEnv'],
): Environment {
  const result = { ...container };
  for (const [name, value] of Object.entries(remoteEnv)) {
    if (value === null) {
      delete result[name];
    } else {
      result[name] = expand(value, container);
    }
  }
  return result;
}

function usable(file: string, mode: number): boolean {
  try {
    accessSync(file, mode);
    return true;
  } catch {
    return false;
  }
}

/** The user's entry in the image's passwd file, where it has one. */
function passwd(): { homedir?: string; shell?: string | null } {
  try {
    return userInfo();
  } catch {
    return {};
  }
}

/** A home that can be written to, whatever the image says. */
function home(env: Environment, fallback: string): string {
  return (
    [env.HOME, passwd().homedir].find(
      folder => folder && folder !== '/' && usable(folder, constants.W_OK),
    ) ?? fallback
  );
}

function shell(env: Environment): string {
  return (
    [env.SHELL, passwd().shell, '/bin/bash'].find(
      file =>
        file && !/nologin|false$/.test(file) && usable(file, constants.X_OK),
    ) ?? '/bin/sh'
  );
}

/**
 * Everything that processes of the workspace get. What the portal needs to be
 * found again is part of it; the tunnel's token is not.
 */
export function workspaceEnvironment(
  spec: AgentSpec,
  container: NodeJS.ProcessEnv,
  fallbackHome: string,
): Environment {
  const { id, name, portalUrl, portalTitle } = spec.workspace;
  const own: Environment = {};
  for (const [key, value] of Object.entries(container)) {
    if (value !== undefined) {
      own[key] = value;
    }
  }
  return {
    ...applyRemoteEnv(
      { ...own, HOME: home(own, fallbackHome), SHELL: shell(own) },
      spec.remoteEnv,
    ),
    CDE_WORKSPACE_ID: id,
    CDE_WORKSPACE_NAME: name,
    CDE_PORTAL_URL: portalUrl,
    CDE_PORTAL_TITLE: portalTitle,
  };
}
