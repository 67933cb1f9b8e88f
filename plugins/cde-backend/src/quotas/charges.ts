import type { Knex } from 'knex';
import type { Charge } from './types';

/** Notes what a new workspace counts for. */
export async function insertCharges(
  trx: Knex.Transaction,
  workspaceId: string,
  charges: Charge[],
): Promise<void> {
  await trx('cde_charges').insert(
    charges.map(({ scope, ofOwner }) => ({
      workspace_id: workspaceId,
      scope,
      of_owner: ofOwner,
    })),
  );
}

/** Replaces what a workspace counts for. @returns the scopes that it counted for before */
export async function replaceCharges(
  trx: Knex.Transaction,
  workspaceId: string,
  charges: Charge[],
): Promise<string[]> {
  const before: Array<{ scope: string; of_owner: boolean | number }> =
    await trx('cde_charges')
      .where({ workspace_id: workspaceId })
      .select('scope', 'of_owner');
  const known = new Map(
    before.map(({ scope, of_owner }) => [scope, Boolean(of_owner)]),
  );
  const same =
    known.size === charges.length &&
    charges.every(({ scope, ofOwner }) => known.get(scope) === ofOwner);
  if (!same) {
    await trx('cde_charges').where({ workspace_id: workspaceId }).delete();
    await insertCharges(trx, workspaceId, charges);
  }
  return [...known.keys()];
}

/** The groups that an owner's workspaces counted for when they were last checked; `undefined`: never. */
export async function lastKnownGroups(
  knex: Knex,
  ownerRef: string,
): Promise<string[] | undefined> {
  const scopes: string[] = await knex('cde_charges')
    .join('cde_workspaces', 'cde_workspaces.id', 'cde_charges.workspace_id')
    .where({ owner_ref: ownerRef, of_owner: true })
    .distinct('scope')
    .pluck('scope');
  return scopes.length > 0
    ? scopes.filter(scope => scope !== ownerRef)
    : undefined;
}

/** The groups above a component's owner as last charged with a workspace of that component; `undefined`: never. */
export async function lastKnownComponentGroups(
  knex: Knex,
  componentOwnerRef: string,
): Promise<string[] | undefined> {
  const scopes: string[] = await knex('cde_charges')
    .whereIn(
      'workspace_id',
      knex('cde_workspaces')
        .where({ component_owner_ref: componentOwnerRef })
        .orderBy('created_at', 'desc')
        .limit(1)
        .select('id'),
    )
    .andWhere({ of_owner: false })
    .andWhere('scope', 'like', 'group:%')
    .pluck('scope');
  return scopes.length > 0 ? scopes : undefined;
}

/** By owner, the groups that their workspaces count for. */
export async function chargedGroups(
  knex: Knex,
): Promise<Map<string, Set<string>>> {
  const rows: Array<{ owner_ref: string; scope: string | null }> = await knex(
    'cde_workspaces',
  )
    .leftJoin('cde_charges', on =>
      on
        .on('cde_charges.workspace_id', 'cde_workspaces.id')
        .andOn('cde_charges.of_owner', knex.raw('true')),
    )
    .distinct('cde_workspaces.owner_ref', 'cde_charges.scope');
  const byOwner = new Map<string, Set<string>>();
  for (const { owner_ref: owner, scope } of rows) {
    const groups = byOwner.get(owner) ?? new Set();
    byOwner.set(owner, groups);
    if (scope && scope !== owner) groups.add(scope);
  }
  return byOwner;
}
