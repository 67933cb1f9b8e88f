import { DEFAULT_NAMESPACE } from '@backstage/catalog-model';
import type { Entity } from '@backstage/catalog-model';

/** Id of the template that an entity stands for: `name`, or `namespace:name` outside of the default namespace. */
export function templateIdOf({ metadata }: Entity): string {
  const { name, namespace = DEFAULT_NAMESPACE } = metadata;
  return namespace === DEFAULT_NAMESPACE ? name : `${namespace}:${name}`;
}
