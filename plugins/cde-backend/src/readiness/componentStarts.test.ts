import { migrationsDirectory } from '../database';
import { describeDatabases } from '../testing/databases';

const STARTS = '20261127000001_component_starts.js';

describeDatabases('starts from before they were summed up', ({ empty }) => {
  it('count, with what is still known of the last one', async () => {
    const knex = await empty();
    const directory = migrationsDirectory();
    const [, pending] = await knex.migrate.list({ directory });
    for (const { file } of pending) {
      if (file === STARTS) break;
      await knex.migrate.up({ directory });
    }
    await knex('cde_start_times').insert(
      [
        ['component:default/web', 'small', 10],
        ['component:default/web', 'large', 30],
        ['component:default/gone', 'small', 20],
      ].map(([component_ref, resource_class, duration_ms]) => ({
        component_ref,
        resource_class,
        duration_ms,
      })),
    );
    await knex('cde_workspaces').insert({
      id: 'w1',
      owner_ref: 'user:default/ada',
      name: 'w1',
      component_ref: 'component:default/web',
      cluster_name: 'local',
      namespace: 'workspaces',
      template_name: 'default',
      resource_class: 'small',
      ide: 'vscode-web',
      ref: '{"type":"default"}',
      spec: '{}',
      desired: 'running',
      run: 2,
      phase: 'Running',
      phase_since: 1000,
      conditions: '[]',
      observed: '{}',
      attempts: 0,
      created_at: 1000,
      version: 1,
      event_seq: 0,
    });
    await knex('cde_workspace_events').insert(
      [
        ['ready', 'succeeded', 5000],
        ['ready', 'succeeded', 7000],
        ['ready', 'failed', 9000],
        ['image', 'succeeded', 9500],
      ].map(([step, state, at], index) => ({
        workspace_id: 'w1',
        seq: index,
        run: index,
        key: String(step),
        step,
        state,
        at,
      })),
    );
    await knex.migrate.latest({ directory });
    const rows = await knex('cde_component_starts').orderBy('component_ref');
    expect(
      rows.map(row => [
        row.component_ref,
        row.starts,
        Number(row.last_at),
        Number(row.last_ms),
      ]),
    ).toEqual([
      ['component:default/gone', 1, 0, 20],
      ['component:default/web', 2, 7000, 30],
    ]);
  });
});
