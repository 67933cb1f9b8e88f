/**
 * Names that would change how our own processes in the pod run: the loader, the
 * command search path, git, Node, and the agent's own settings.
 */
const RESERVED =
  /^(LD_.*|PATH|GIT_.*|CDE_.*|NODE_OPTIONS|BASH_ENV|ENV|HOME|USER|KUBERNETES_.*)$/i;
const VALID = /^[A-Za-z_][A-Za-z0-9_.-]{0,252}$/;

/** Whether something can be the name of an environment variable. @public */
export function isEnvironmentName(name: string): boolean {
  return VALID.test(name);
}

/**
 * Whether neither a template nor a devcontainer's `containerEnv` may set this variable of the container: such
 * variables are left out of the pod.
 *
 * @public
 */
export function isReservedEnvironmentName(name: string): boolean {
  return RESERVED.test(name) || !VALID.test(name);
}
