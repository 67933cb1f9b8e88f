import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import type { Entity } from '@backstage/catalog-model';
import { humanizeEntityRef } from '@backstage/plugin-catalog-react';

/** An entity ref as a person writes it, without the kind where only one is possible; empty for none. */
export function shortRef(ref: string, kinds: string[] = []): string {
  if (!ref) return '';
  const defaultKind = kinds.length === 1 ? kinds[0] : undefined;
  try {
    return humanizeEntityRef(parseEntityRef(ref), {
      defaultKind,
      defaultNamespace: 'default',
    });
  } catch {
    // Anything can stand in an address; the backend says what is wrong with it.
    return ref;
  }
}

/** What was typed, where it is a whole entity ref of one of the kinds. */
export function typedRef(text: string, kinds: string[]): string | undefined {
  try {
    const ref = parseEntityRef(text.trim());
    return kinds.includes(ref.kind.toLocaleLowerCase('en-US'))
      ? stringifyEntityRef(ref)
      : undefined;
  } catch {
    // Not (yet) a ref.
    return undefined;
  }
}

/** The name of an entity for people, where it has one beside its ref. */
export function titleOf(entity: Entity): string | undefined {
  const profile = entity.spec?.profile;
  const displayName =
    typeof profile === 'object' && profile !== null && 'displayName' in profile
      ? profile.displayName
      : undefined;
  return (
    entity.metadata.title ??
    (typeof displayName === 'string' ? displayName : undefined)
  );
}
