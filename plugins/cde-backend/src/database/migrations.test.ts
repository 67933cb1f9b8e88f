import { promises as fs } from 'node:fs';
import { describeDatabases } from '../testing/databases';
import { migrationsDirectory } from './Database';

describeDatabases('migrations', ({ empty }) => {
  it('go up, down to nothing, and up again, one by one', async () => {
    const knex = await empty();
    const directory = migrationsDirectory();
    const files = (await fs.readdir(directory)).filter(file =>
      file.endsWith('.js'),
    );
    for (let round = 0; round < 2; round++) {
      for (let step = 0; step < files.length; step++) {
        await knex.migrate.up({ directory });
      }
      expect(
        await knex('cde_workspaces').count({ count: '*' }).first(),
      ).toEqual({ count: expect.anything() });
      for (let step = 0; step < files.length; step++) {
        await knex.migrate.down({ directory });
      }
      expect(await knex.schema.hasTable('cde_workspaces')).toBe(false);
      expect(await knex.schema.hasTable('cde_workspace_events')).toBe(false);
    }
  });
});
