import type { Knex } from 'knex';
import { InputError } from '@backstage/errors';
import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import type { WorkspaceFilter, WorkspaceRecord } from './types';

const COLUMNS: Record<WorkspaceFilter['field'], string> = {
  ownerRef: 'owner_ref',
  componentRef: 'component_ref',
  templateName: 'template_name',
};

/** Adds a permission's criteria to a query on `cde_workspaces`. */
export function applyFilter(
  query: Knex.QueryBuilder,
  criteria: PermissionCriteria<WorkspaceFilter>,
): void {
  if ('allOf' in criteria) {
    query.where(all =>
      criteria.allOf.forEach(part =>
        all.andWhere(one => applyFilter(one, part)),
      ),
    );
  } else if ('anyOf' in criteria) {
    query.where(any =>
      criteria.anyOf.forEach(part =>
        any.orWhere(one => applyFilter(one, part)),
      ),
    );
  } else if ('not' in criteria) {
    query.whereNot(one => applyFilter(one, criteria.not));
  } else {
    // SQL's "null in (…)" is neither true nor false, so that its negation would lose rows without a component.
    query.where(one =>
      one
        .whereNotNull(COLUMNS[criteria.field])
        .whereIn(COLUMNS[criteria.field], criteria.values),
    );
  }
}

/** The same for a record in memory. */
export function matchesFilter(
  record: WorkspaceRecord,
  filter: WorkspaceFilter,
): boolean {
  const value = record[filter.field];
  return value !== null && filter.values.includes(value);
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
