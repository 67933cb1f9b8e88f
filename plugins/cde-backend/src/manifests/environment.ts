import type { V1EnvVar } from '@kubernetes/client-node';

/**
 * Names that would change how our own processes in the pod run: the loader, the
 * command search path, git, Node, and the agent's own settings.
 */
const RESERVED =
  /^(LD_.*|PATH|GIT_.*|CDE_.*|NODE_OPTIONS|BASH_ENV|ENV|HOME|USER|KUBERNETES_.*)$/i;
const VALID = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

/**
 * Whether a devcontainer's `containerEnv` may not set this variable of the container.
 * Such variables are left out of the pod; as `remoteEnv` most of them are harmless.
 */
export function isReservedEnvironmentName(name: string): boolean {
  return RESERVED.test(name) || !VALID.test(name);
}

/**
 * The kubelet expands `$(NAME)` in values, commands and arguments; `$$(` is a literal `$(`
 * (https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/).
 */
export function literal(value: string): string {
  return value.replaceAll('$(', '$$$$(');
}

/** The devcontainer's variables without reserved names, then ours. */
export function environment(
  params: Record<string, string>,
  own: Record<string, string>,
): V1EnvVar[] {
  const allowed = Object.entries(params).filter(
    ([name]) => !isReservedEnvironmentName(name),
  );
  return [...allowed, ...Object.entries(own)].map(([name, value]) => ({
    name,
    value: literal(value),
  }));
}
