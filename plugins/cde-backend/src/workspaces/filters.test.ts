import { randomUUID } from 'node:crypto';
import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import { describeDatabases } from '../testing/databases';
import { newWorkspace, queued } from '../testing/workspaces';
import { DatabaseWorkspaceStore } from './DatabaseWorkspaceStore';
import { DatabaseFacts } from './facts';
import { applyFilter, matchesFilter } from './filters';
import type { FilteredField, WorkspaceFilter, WorkspaceRecord } from './types';

// Hundreds of queries on a machine that may be busy.
jest.setTimeout(300_000);

type Criteria = PermissionCriteria<WorkspaceFilter>;

/** The same numbers in every run, so that what fails fails again (mulberry32). */
function random(seed: number) {
  let state = seed;
  const next = () => {
    state = Math.trunc(state + 0x6d2b79f5);
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return {
    one: <T>(values: readonly T[]): T =>
      values[Math.floor(next() * values.length)],
    some: <T>(values: readonly T[]): T[] => values.filter(() => next() < 0.4),
    chance: (probability: number) => next() < probability,
  };
}

const USERS = ['user:default/ada', 'user:default/bob', 'user:default/eve'];
const GROUPS = ['group:default/a', 'group:default/b', 'group:default/c'];
const ANY = [...USERS, ...GROUPS];
const VALUES: Record<Exclude<FilteredField, 'id'>, readonly string[]> = {
  ownerRef: USERS,
  componentRef: ['component:default/x', 'component:default/y'],
  componentOwnerRef: GROUPS,
  systemRef: ['system:default/s', 'system:default/t'],
  templateName: ['t1', 't2', 't3', 'unknown'],
  resourceClassName: ['small', 'large'],
  clusterName: ['local', 'far'],
};
const TAGS = ['gpu', 'java', 'beta'];

function criteriaOf(dice: ReturnType<typeof random>, depth: number): Criteria {
  if (depth > 0 && dice.chance(0.6)) {
    const parts = () =>
      Array.from({ length: dice.one([1, 2, 3]) }, () =>
        criteriaOf(dice, depth - 1),
      ) as [Criteria, ...Criteria[]];
    return dice.one([
      () => ({ allOf: parts() }),
      () => ({ anyOf: parts() }),
      () => ({ not: criteriaOf(dice, depth - 1) }),
    ])();
  }
  const field = dice.one(Object.keys(VALUES)) as keyof typeof VALUES;
  return dice.one<() => Criteria>([
    () => ({ field, values: dice.some(VALUES[field]) }),
    () => ({
      sharedWith: dice.some(ANY),
      roles: dice.one([['use'], ['view', 'use']]),
    }),
    () => ({ ownerIn: dice.some(GROUPS) }),
    () => ({ templateTags: dice.some(TAGS) }),
    () => ({ templateOwners: dice.some(GROUPS) }),
  ])();
}

describeDatabases('criteria', ({ migrated }) => {
  it('mean the same in SQL and in memory, whatever they are made of', async () => {
    const { database, clock } = await migrated();
    const dice = random(20261122);
    const store = new DatabaseWorkspaceStore(database);
    await database.read(async knex => {
      for (const [index, id] of ['t1', 't2', 't3'].entries()) {
        await knex('cde_templates').insert({
          id,
          name: id,
          namespace: 'default',
          source: 'portal',
          owner_ref: GROUPS[index],
          title: id,
          tags: '[]',
          state: 'active',
          created_by: USERS[0],
          created_at: 0,
        });
        for (const tag of dice.some(TAGS)) {
          await knex('cde_template_tags').insert({ template_id: id, tag });
        }
      }
    });
    for (let index = 0; index < 40; index++) {
      const maybe = <T>(values: readonly T[]) =>
        dice.chance(0.3) ? null : dice.one(values);
      const { record } = await store.create(
        newWorkspace({
          ownerRef: dice.one(VALUES.ownerRef),
          componentRef: maybe(VALUES.componentRef),
          componentOwnerRef: maybe(VALUES.componentOwnerRef),
          systemRef: maybe(VALUES.systemRef),
          templateName: dice.one(VALUES.templateName),
          resourceClassName: dice.one(VALUES.resourceClassName),
          clusterName: dice.one(VALUES.clusterName),
        }),
        queued,
      );
      await database.read(async knex => {
        for (const grantee of dice.some(ANY)) {
          await knex('cde_shares').insert({
            workspace_id: record.id,
            grantee_ref: grantee,
            role: dice.one(['view', 'use']),
            expires_at: dice.one([
              null,
              database.now(60_000),
              database.now(3600_000),
            ]),
            created_by: USERS[0],
            created_at: 0,
          });
        }
        for (const scope of dice.some(GROUPS)) {
          await knex('cde_charges').insert({
            workspace_id: record.id,
            scope,
            of_owner: dice.chance(0.7),
          });
        }
      });
    }
    // Some of the shares are over by now.
    clock.advance(600_000);
    const { items } = await store.list({ limit: 100 });
    expect(items).toHaveLength(40);
    const facts = await new DatabaseFacts(database).of(items);

    for (let round = 0; round < 200; round++) {
      const criteria = criteriaOf(dice, 3);
      const inSql: string[] = await database.read(knex => {
        const query = knex('cde_workspaces').orderBy('id');
        applyFilter(query, criteria, database.now());
        return query.pluck('id');
      });
      const inMemory = items
        .filter(item => matchesFilter(item, facts.get(item.id)!, criteria))
        .map(({ id }) => id)
        .sort();
      expect({ criteria, ids: inSql.sort() }).toEqual({
        criteria,
        ids: inMemory,
      });
    }
  });

  it('that nothing is said in hold for all, or for none', async () => {
    const { database } = await migrated();
    const store = new DatabaseWorkspaceStore(database);
    await store.create(newWorkspace(), queued);
    const count = async (filter: unknown) =>
      (await store.list({ limit: 10, filter: filter as Criteria })).items
        .length;
    expect(await count({ allOf: [] })).toBe(1);
    expect(await count({ anyOf: [] })).toBe(0);
    expect(await count({ not: { anyOf: [] } })).toBe(1);
    expect(await count({ not: { allOf: [] } })).toBe(0);
    expect(await count({ field: 'ownerRef', values: [] })).toBe(0);
  });

  it('of lists are found by indexes, with the conditions of who asks', async () => {
    const { database } = await migrated();
    const store = new DatabaseWorkspaceStore(database);
    const { record } = await store.create(newWorkspace(), queued);
    await fill(database, record, 3_000);
    const mineOrShared: Criteria = {
      anyOf: [
        { field: 'ownerRef', values: ['user:default/u7'] },
        { sharedWith: ['user:default/u7', 'group:default/a'], roles: ['use'] },
      ],
    };
    const narrowed: Array<WorkspaceFilter | undefined> = [
      undefined,
      { field: 'ownerRef', values: ['user:default/u7'] },
      { field: 'systemRef', values: ['system:default/s7'] },
      { field: 'componentRef', values: ['component:default/c7'] },
      { field: 'templateName', values: ['t7'] },
      { ownerIn: ['group:default/g7'] },
    ];
    for (const narrowing of narrowed) {
      for (const seen of [mineOrShared, undefined]) {
        const parts = [seen, narrowing].filter(part => part !== undefined);
        if (parts.length === 0) continue;
        const filter = { allOf: parts } as Criteria;
        const plan = await explain(database, filter);
        expect({ filter, plan }).toEqual({
          filter,
          plan: expect.not.stringMatching(
            /SCAN cde_workspaces|Seq Scan on cde_workspaces/,
          ),
        });
      }
    }
  });
});

type Migrated = Parameters<
  Parameters<typeof describeDatabases>[1]
>[0]['migrated'];
type Database = Awaited<ReturnType<Migrated>>['database'];

/** Copies of a workspace, of 300 owners, systems, components and templates. */
async function fill(database: Database, like: WorkspaceRecord, count: number) {
  await database.read(async knex => {
    const row = await knex('cde_workspaces').where({ id: like.id }).first();
    const rows = Array.from({ length: count }, (_, index) => ({
      ...row,
      id: randomUUID(),
      owner_ref: `user:default/u${index % 300}`,
      system_ref: `system:default/s${index % 300}`,
      component_ref: `component:default/c${index % 300}`,
      template_name: `t${index % 300}`,
      created_at: index,
      spec: '{}',
    }));
    for (let from = 0; from < rows.length; from += 20) {
      await knex('cde_workspaces').insert(rows.slice(from, from + 20));
    }
    const charges = rows.map(({ id }, index) => ({
      workspace_id: id,
      scope: `group:default/g${index % 300}`,
      of_owner: true,
    }));
    for (let from = 0; from < charges.length; from += 200) {
      await knex('cde_charges').insert(charges.slice(from, from + 200));
    }
    await knex.raw('analyze');
  });
}

async function explain(
  database: Database,
  filter: Criteria,
): Promise<string> {
  return database.read(async knex => {
    const isPostgres = knex.client.config.client === 'pg';
    const query = knex('cde_workspaces')
      .select('*')
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(101);
    applyFilter(query, filter, database.now());
    const { sql, bindings } = query.toSQL();
    const answer = await knex.raw(
      `${isPostgres ? 'explain' : 'explain query plan'} ${sql}`,
      bindings as never,
    );
    return JSON.stringify(isPostgres ? answer.rows : answer);
  });
}
