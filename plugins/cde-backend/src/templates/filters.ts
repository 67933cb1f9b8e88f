import type { Knex } from 'knex';
import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import type { TemplateFilter, TemplateRecord } from './types';

/** Adds a permission's criteria to a query on `cde_templates`. */
export function applyTemplateFilter(
  query: Knex.QueryBuilder,
  criteria: PermissionCriteria<TemplateFilter>,
): void {
  if ('allOf' in criteria) {
    query.where(all =>
      criteria.allOf.forEach(part =>
        all.andWhere(one => applyTemplateFilter(one, part)),
      ),
    );
  } else if ('anyOf' in criteria) {
    query.where(any =>
      criteria.anyOf.forEach(part =>
        any.orWhere(one => applyTemplateFilter(one, part)),
      ),
    );
  } else if ('not' in criteria) {
    query.whereNot(one => applyTemplateFilter(one, criteria.not));
  } else if (criteria.field === 'tag') {
    query.whereIn('cde_templates.id', tagged =>
      tagged
        .select('template_id')
        .from('cde_template_tags')
        .whereIn('tag', criteria.values),
    );
  } else {
    const column = criteria.field === 'id' ? 'id' : 'owner_ref';
    query.whereIn(`cde_templates.${column}`, criteria.values);
  }
}

/** The same for a record in memory. */
export function matchesTemplateFilter(
  template: TemplateRecord,
  { field, values }: TemplateFilter,
): boolean {
  switch (field) {
    case 'tag':
      return template.tags.some(tag => values.includes(tag));
    case 'owner':
      return values.includes(template.ownerRef);
    default:
      return values.includes(template.id);
  }
}
