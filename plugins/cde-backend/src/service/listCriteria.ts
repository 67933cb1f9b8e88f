import { isDeepStrictEqual } from 'node:util';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import type { WorkspacePhase } from '@backstage-cde/plugin-cde-common';
import type { Claims } from '../permissions';
import type { FilteredField, WorkspaceFilter } from '../workspaces';

/** Which workspaces to list; absent fields do not narrow. */
export interface ListRequest {
  /** Default: `mine` and `shared`. */
  scope?: 'mine' | 'shared' | 'all';
  owner?: string;
  /** The owner is in this group, or in one below. */
  group?: string;
  system?: string;
  component?: string;
  template?: string;
  resourceClass?: string;
  cluster?: string;
  phase?: WorkspacePhase;
  /** Part of a name. */
  search?: string;
  limit?: number;
  cursor?: string;
}

type Criteria = PermissionCriteria<WorkspaceFilter>;
type Part = WorkspaceFilter | { anyOf: [WorkspaceFilter, WorkspaceFilter] };

/** What a request narrows the list to, all of which has to hold. @throws InputError */
export function criteriaOf(request: ListRequest, claims: Claims): Part[] {
  const { owner, group, system, component } = request;
  const fields: Array<[FilteredField, string | undefined]> = [
    ['ownerRef', owner && fullRef(owner, 'user')],
    ['systemRef', system && fullRef(system, 'system')],
    ['componentRef', component && fullRef(component, 'component')],
    ['templateName', request.template],
    ['resourceClassName', request.resourceClass],
    ['clusterName', request.cluster],
  ];
  return [
    ...scopeOf(request.scope, claims),
    ...fields.flatMap(([field, value]) =>
      value ? [{ field, values: [value] }] : [],
    ),
    ...(group ? [{ ownerIn: [fullRef(group, 'group')] }] : []),
  ];
}

/** What may be seen, narrowed; said once where both say the same, which is the usual case. */
export function both(
  readable: Criteria | undefined,
  narrowing: Criteria[],
): Criteria | undefined {
  const parts = [
    ...(readable ? [readable] : []),
    ...narrowing.filter(part => !isDeepStrictEqual(part, readable)),
  ];
  const [first, ...others] = parts;
  return first && (others.length ? { allOf: [first, ...others] } : first);
}

function scopeOf(scope: ListRequest['scope'], claims: Claims): Part[] {
  const mine: WorkspaceFilter = { field: 'ownerRef', values: [claims.user] };
  const shared: WorkspaceFilter = {
    sharedWith: claims.refs,
    roles: ['view', 'use'],
  };
  switch (scope) {
    case 'all':
      return [];
    case 'mine':
      return [mine];
    case 'shared':
      return [shared];
    default:
      return [{ anyOf: [mine, shared] }];
  }
}

/** @throws InputError */
export function fullRef(text: string, defaultKind: string): string {
  try {
    return stringifyEntityRef(
      parseEntityRef(text, { defaultKind, defaultNamespace: 'default' }),
    );
  } catch (error) {
    throw new InputError(
      `'${text}' is not a reference to an entity; write for example '${defaultKind}:default/payments'`,
      error,
    );
  }
}
