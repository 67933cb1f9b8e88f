import type { Knex } from 'knex';
import { InputError } from '@backstage/errors';
import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import type { WorkspaceFacts } from './facts';
import type {
  FilteredField,
  FilteredWorkspace,
  WorkspaceFilter,
  WorkspaceRecord,
} from './types';

const COLUMNS: Record<FilteredField, string> = {
  id: 'id',
  ownerRef: 'owner_ref',
  componentRef: 'component_ref',
  componentOwnerRef: 'component_owner_ref',
  systemRef: 'system_ref',
  templateName: 'template_name',
  resourceClassName: 'resource_class',
  clusterName: 'cluster_name',
};

type Criteria = PermissionCriteria<WorkspaceFilter>;

/**
 * Adds criteria to a query on `cde_workspaces`.
 * @param now - the database's clock, for what ends
 */
export function applyFilter(
  query: Knex.QueryBuilder,
  criteria: Criteria,
  now: Knex.Raw,
): void {
  if ('allOf' in criteria) {
    query.where(all => {
      all.whereRaw('1 = 1');
      criteria.allOf.forEach(part =>
        all.andWhere(one => applyFilter(one, part, now)),
      );
    });
  } else if ('anyOf' in criteria) {
    applyAnyOf(query, criteria.anyOf, now);
  } else if ('not' in criteria) {
    query.whereNot(one => applyFilter(one, criteria.not, now));
  } else if ('field' in criteria) {
    // SQL's "null in (…)" is neither true nor false, so that its negation would lose rows without a component.
    const column = COLUMNS[criteria.field];
    query.where(one =>
      one.whereNotNull(column).whereIn(column, criteria.values),
    );
  } else if ('templateTags' in criteria) {
    query.whereIn('template_name', tags =>
      tags
        .from('cde_template_tags')
        .select('template_id')
        .whereIn('tag', criteria.templateTags),
    );
  } else if ('templateOwners' in criteria) {
    query.whereIn('template_name', templates =>
      templates
        .from('cde_templates')
        .select('id')
        .whereIn('owner_ref', criteria.templateOwners),
    );
  } else {
    query.whereIn('id', ids => selectIds(ids, criteria, now));
  }
}

/** Of alternatives that an index finds each, the union is read; "or" would make databases read everything. */
function applyAnyOf(
  query: Knex.QueryBuilder,
  parts: Criteria[],
  now: Knex.Raw,
): void {
  if (parts.length > 1 && parts.every(isFoundByIndex)) {
    const [first, ...others] = parts;
    query.whereIn('id', ids => {
      selectIds(ids, first, now);
      others.forEach(part => ids.union(other => selectIds(other, part, now)));
    });
    return;
  }
  query.where(any => {
    any.whereRaw('1 = 0');
    parts.forEach(part => any.orWhere(one => applyFilter(one, part, now)));
  });
}

function isFoundByIndex(criteria: Criteria): boolean {
  if ('allOf' in criteria) {
    return criteria.allOf.some(isFoundByIndex);
  }
  if ('anyOf' in criteria) {
    return criteria.anyOf.every(isFoundByIndex);
  }
  return !('not' in criteria);
}

/** The ids of the workspaces that criteria hold for. */
function selectIds(
  query: Knex.QueryBuilder,
  criteria: Criteria,
  now: Knex.Raw,
): void {
  if ('sharedWith' in criteria) {
    query
      .from('cde_shares')
      .select('workspace_id')
      .whereIn('grantee_ref', criteria.sharedWith)
      .whereIn('role', criteria.roles)
      .andWhere(open =>
        open.whereNull('expires_at').orWhere('expires_at', '>', now),
      );
  } else if ('ownerIn' in criteria) {
    query
      .from('cde_charges')
      .select('workspace_id')
      .where({ of_owner: true })
      .whereIn('scope', criteria.ownerIn);
  } else {
    query.from('cde_workspaces').select('id');
    applyFilter(query, criteria, now);
  }
}

/** The same for a workspace in memory. */
export function matchesFilter(
  workspace: FilteredWorkspace,
  facts: WorkspaceFacts,
  criteria: Criteria,
): boolean {
  if ('allOf' in criteria) {
    return criteria.allOf.every(part => matchesFilter(workspace, facts, part));
  }
  if ('anyOf' in criteria) {
    return criteria.anyOf.some(part => matchesFilter(workspace, facts, part));
  }
  if ('not' in criteria) {
    return !matchesFilter(workspace, facts, criteria.not);
  }
  if ('field' in criteria) {
    const value = workspace[criteria.field];
    return value !== null && criteria.values.includes(value);
  }
  if ('sharedWith' in criteria) {
    return facts.shares.some(
      ({ grantee, role }) =>
        criteria.sharedWith.includes(grantee) && criteria.roles.includes(role),
    );
  }
  if ('ownerIn' in criteria) {
    return facts.ownerGroups.some(group => criteria.ownerIn.includes(group));
  }
  if ('templateTags' in criteria) {
    return facts.templateTags.some(tag => criteria.templateTags.includes(tag));
  }
  return (
    facts.templateOwner !== null &&
    criteria.templateOwners.includes(facts.templateOwner)
  );
}

/** Where a page ends: the order is by creation, newest first, then by id. */
export function encodeCursor(
  last: Pick<WorkspaceRecord, 'createdAt' | 'id'>,
): string {
  return Buffer.from(`${last.createdAt} ${last.id}`).toString('base64url');
}

/** @throws InputError */
export function decodeCursor(cursor: string): {
  createdAt: number;
  id: string;
} {
  const match = /^(\d{1,15}) ([0-9a-f-]{36})$/.exec(
    Buffer.from(cursor, 'base64url').toString(),
  );
  if (!match) {
    throw new InputError(
      'The cursor is not one that this API gave; leave it out to begin with the first page',
    );
  }
  return { createdAt: Number(match[1]), id: match[2] };
}

/** Text to be found anywhere in a column, for `like … escape '\'`. */
export function containing(text: string): string {
  return `%${text.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`;
}
