import {
  isReservedEnvironmentName,
  type TemplateSecret,
} from '@backstage-cde/plugin-cde-common';
import type { V1EnvVar } from '@kubernetes/client-node';

/**
 * The kubelet expands `$(NAME)` in values, commands and arguments, and makes one dollar sign of two wherever they
 * stand (https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/),
 * so each is doubled.
 */
export function literal(value: string): string {
  return value.replaceAll('$', '$$$$');
}

/** Variables of the development container, weakest first. */
export interface EnvironmentSources {
  template?: Record<string, string>;
  secrets?: TemplateSecret[];
  /** The repository's, which knows best what its code needs. */
  containerEnv: Record<string, string>;
  own: Record<string, string>;
}

/** Later sources win; reserved names are nobody's but ours. */
export function environment({
  template = {},
  secrets = [],
  containerEnv,
  own,
}: EnvironmentSources): V1EnvVar[] {
  const theirs = [
    ...plainVariables(template),
    ...secrets.flatMap(secretVariable),
    ...plainVariables(containerEnv),
  ].filter(({ name }) => !isReservedEnvironmentName(name));
  const all = [...theirs, ...plainVariables(own)];
  return [...new Map(all.map(one => [one.name, one])).values()];
}

export function plainVariables(values: Record<string, string>): V1EnvVar[] {
  return Object.entries(values).map(([name, value]) => ({
    name,
    value: literal(value),
  }));
}

/** The kubelet reads the value; a Secret that is missing keeps the pod from starting, with a cause that names it. */
function secretVariable({
  secret,
  key,
  environment: name,
}: TemplateSecret): V1EnvVar[] {
  if (name === undefined) return [];
  const secretKeyRef = { name: secret, key, optional: false };
  return [{ name, valueFrom: { secretKeyRef } }];
}
