import knexFactory from 'knex';
import { describeDatabases } from '../testing/databases';
import { Database } from './Database';
import { DatabaseUnavailableError } from './unavailable';

describeDatabases('a failing database', ({ migrated }) => {
  it('is out of reach, or asked the wrong thing', async () => {
    const { database } = await migrated();
    await expect(
      database.read(knex => knex('no_such_table').select()),
    ).rejects.not.toThrow(DatabaseUnavailableError);
    await expect(
      database.read(knex => knex('cde_keys').insert({ name: null })),
    ).rejects.not.toThrow(DatabaseUnavailableError);
    await database.read(knex => knex.destroy());
    await expect(
      database.read(knex => knex('cde_keys').select()),
    ).rejects.toThrow(DatabaseUnavailableError);
    await expect(
      database.transaction(trx => trx('cde_keys').select()),
    ).rejects.toThrow(DatabaseUnavailableError);
  });
});

describe('a PostgreSQL that is not there', () => {
  it.each(['127.0.0.1', 'localhost', 'nowhere.invalid'])(
    'at %s is unavailable',
    async host => {
      const knex = knexFactory({
        client: 'pg',
        connection: { host, port: 9 },
        pool: { min: 0, max: 1, acquireTimeoutMillis: 3_000 },
      });
      await expect(
        new Database(knex).read(client => client('cde_keys').select()),
      ).rejects.toThrow(DatabaseUnavailableError);
      await knex.destroy();
    },
  );
});
