import { DEFAULT_NAMESPACE, type Entity } from '@backstage/catalog-model';
import {
  evaluateFilterPredicate,
  parseFilterPredicate,
} from '@backstage/filter-predicates';
import type { JsonValue } from '@backstage/types';
import {
  TEMPLATE_ANNOTATION,
  type WorkspaceTemplateSummary,
} from '@backstage-cde/plugin-cde-common';

type Match = NonNullable<WorkspaceTemplateSummary['match']>;

/** What a template is matched by. */
export interface Matchable {
  id: string;
  /** A filter predicate of the catalog; `null`: any component. */
  appliesTo: JsonValue | null;
}

const ORDER: Match[] = ['annotation', 'predicate', 'default'];

/**
 * The templates for a component, the best first: the one that it names; then those whose predicate fits, the
 * more specific first; then those for any component. Equal ones keep their order.
 *
 * @param entity - absent: for a repository without a component
 */
export function matchTemplates<T extends Matchable>(
  templates: T[],
  entity: Entity | undefined,
): Array<{ template: T; match: Match }> {
  return templates
    .flatMap(template => {
      const match = matchOf(template, entity);
      return match ? [{ template, match }] : [];
    })
    .sort(
      (one, other) =>
        ORDER.indexOf(one.match) - ORDER.indexOf(other.match) ||
        countConditions(other.template.appliesTo) -
          countConditions(one.template.appliesTo),
    );
}

/** How a template fits a component; `undefined`: not at all. */
export function matchOf(
  { id, appliesTo }: Matchable,
  entity: Entity | undefined,
): Match | undefined {
  if (entity && namedTemplate(entity) === id) {
    return 'annotation';
  }
  if (appliesTo === null) {
    return 'default';
  }
  return entity && fits(appliesTo, entity) ? 'predicate' : undefined;
}

/** The id of the template that a component's annotation names. */
function namedTemplate({ metadata }: Entity): string | undefined {
  const [name, namespace] =
    metadata.annotations?.[TEMPLATE_ANNOTATION]?.trim().split('/').reverse() ??
    [];
  return namespace && namespace !== DEFAULT_NAMESPACE
    ? `${namespace}:${name}`
    : name;
}

/** A predicate that this version of the catalog does not know fits nothing. */
function fits(appliesTo: JsonValue, entity: Entity): boolean {
  try {
    return evaluateFilterPredicate(parseFilterPredicate(appliesTo), entity);
  } catch {
    return false;
  }
}

/** How specific a predicate is: the number of conditions at its leaves. */
export function countConditions(predicate: JsonValue | null): number {
  if (predicate === null || typeof predicate !== 'object') {
    return predicate === null ? 0 : 1;
  }
  const parts = Array.isArray(predicate)
    ? predicate
    : Object.entries(predicate).map(([key, value]) =>
        // Alternatives of one value are one condition.
        key === '$in' ? true : value ?? null,
      );
  return parts.reduce<number>(
    (sum, part) => sum + countConditions(part as JsonValue),
    0,
  );
}
