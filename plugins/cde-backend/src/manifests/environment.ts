import { isReservedEnvironmentName } from '@backstage-cde/plugin-cde-common';
import type { V1EnvVar } from '@kubernetes/client-node';

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
