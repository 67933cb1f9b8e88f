import { describeDatabases } from '../testing/databases';
import { migrationsDirectory } from './Database';

const GOVERNANCE = '20261122000000_governance.js';

describeDatabases('workspaces from before limits', ({ empty }) => {
  it('count for what they ask for, and are metered from then on', async () => {
    const knex = await empty();
    const directory = migrationsDirectory();
    const [, pending] = await knex.migrate.list({ directory });
    for (const { file } of pending) {
      if (file === GOVERNANCE) break;
      await knex.migrate.up({ directory });
    }
    const row = (id: string, desired: string) => ({
      id,
      owner_ref: 'user:default/ada',
      name: id,
      component_ref: 'component:default/web',
      cluster_name: 'local',
      namespace: 'workspaces',
      template_name: 'default',
      resource_class: 'small',
      ide: 'vscode-web',
      ref: '{"type":"default"}',
      spec: JSON.stringify({
        resources: {
          cpu: { request: 0.25, limit: 2 },
          memory: { request: 2 ** 29, limit: 2 ** 31 },
          storage: 5e9,
        },
      }),
      desired,
      run: 1,
      phase: 'Running',
      phase_since: 1000,
      conditions: '[]',
      observed: '{}',
      attempts: 0,
      created_at: 1000,
      version: 1,
      event_seq: 0,
    });
    await knex('cde_workspaces').insert([
      row('w1', 'running'),
      row('w2', 'stopped'),
    ]);
    await knex.migrate.latest({ directory });

    const workspaces = await knex('cde_workspaces').orderBy('id');
    expect(
      workspaces.map(one => [
        one.cpu_millis,
        Number(one.memory_bytes),
        Number(one.storage_bytes),
        Boolean(one.holds_run),
      ]),
    ).toEqual([
      [250, 2 ** 29, 5e9, true],
      [250, 2 ** 29, 5e9, false],
    ]);
    const charges = await knex('cde_charges').where({ workspace_id: 'w1' });
    expect(
      charges.map(({ scope, of_owner }) => [scope, Boolean(of_owner)]),
    ).toEqual(
      expect.arrayContaining([
        ['everyone', false],
        ['user:default/ada', true],
        ['component:default/web', false],
      ]),
    );
    const meters = await knex('cde_usage').orderBy(['workspace_id', 'kind']);
    expect(
      meters.map(one => [one.workspace_id, one.kind, one.ended_at]),
    ).toEqual([
      ['w1', 'run', null],
      ['w1', 'storage', null],
      ['w2', 'storage', null],
    ]);
  });
});
