import type { Entity } from '@backstage/catalog-model';
import { newWorkspace, queued } from './workspaces';
import type { startPortal } from './portal';

type Portal = Awaited<ReturnType<typeof startPortal>>;

/** The people of the tests of rights: each stands differently to the same workspace and template. */
export const PEOPLE = {
  owner: 'user:default/owner',
  viewer: 'user:default/viewer',
  user: 'user:default/user',
  guest: 'user:default/guest',
  admin: 'user:default/admin',
  maker: 'user:default/maker',
  stranger: 'user:default/stranger',
  gone: 'user:default/gone',
} as const;
export type Person = keyof typeof PEOPLE;

/** The guest sees by a share with a group; makers own a template; the platform team administers. */
export const GROUPS: Record<string, string[]> = {
  [PEOPLE.owner]: ['group:default/payments'],
  [PEOPLE.guest]: ['group:default/guild'],
  [PEOPLE.admin]: ['group:default/platform'],
  [PEOPLE.maker]: ['group:default/makers'],
  [PEOPLE.gone]: ['group:default/payments'],
};

/** The same people in the catalog, but for who is gone. */
export function organisation(): Entity[] {
  const { gone, ...here } = PEOPLE;
  const users = Object.values(here).map(
    (ref): Entity => ({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'User',
      metadata: { name: ref.split('/')[1], namespace: 'default' },
      spec: { memberOf: (GROUPS[ref] ?? []).map(group => group.split('/')[1]) },
      relations: (GROUPS[ref] ?? []).map(targetRef => ({
        type: 'memberOf',
        targetRef,
      })),
    }),
  );
  const groups = ['payments', 'guild', 'platform', 'makers'].map(
    (name): Entity => ({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Group',
      metadata: { name, namespace: 'default' },
      spec: { type: 'team', children: [] },
    }),
  );
  return [...users, ...groups];
}

/** A portal's database. */
export function tables(portal: Portal) {
  return portal.runtime.parts!.database;
}

/** A workspace of the owner that runs, shared with the viewer, the user and the guest's group. */
export async function sharedWorkspace(portal: Portal): Promise<string> {
  const { record } = await portal.runtime.parts!.store.create(
    newWorkspace({
      ownerRef: PEOPLE.owner,
      name: `w-${Math.random().toString(36).slice(2)}`,
    }),
    queued,
  );
  await tables(portal).read(async knex => {
    await knex('cde_workspaces')
      .where({ id: record.id })
      .update({
        phase: 'Running',
        observed: JSON.stringify({ podIP: '10.0.0.1' }),
      });
    const shares = [
      [PEOPLE.viewer, 'view'],
      [PEOPLE.user, 'use'],
      ['group:default/guild', 'view'],
    ];
    await knex('cde_shares').insert(
      shares.map(([grantee, role]) => ({
        workspace_id: record.id,
        grantee_ref: grantee,
        role,
        created_by: PEOPLE.owner,
        created_at: 0,
      })),
    );
  });
  return record.id;
}

/** Off-boarding found that a user has left. */
export async function leave(portal: Portal, userRef: string): Promise<void> {
  await tables(portal).read(knex =>
    knex('cde_owners')
      .insert({
        owner_ref: userRef,
        checked_at: 0,
        missing_since: 0,
        offboarded_at: 1,
      })
      .onConflict('owner_ref')
      .merge(),
  );
}
