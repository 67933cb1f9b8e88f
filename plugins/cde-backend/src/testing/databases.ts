import {
  TestDatabases,
  type TestDatabaseId,
} from '@backstage/backend-test-utils';
import { Database, migrationsDirectory } from '../database';

const POSTGRES_ENV = 'BACKSTAGE_TEST_DATABASE_POSTGRES15_CONNECTION_STRING';

/**
 * Runs the tests on SQLite, and on a real PostgreSQL where the environment names one
 * (`npm test` starts it); without it they are skipped under a name that says why.
 */
export function describeDatabases(
  name: string,
  tests: (context: DatabaseContext) => void,
) {
  const databases = TestDatabases.create({
    ids: ['SQLITE_3', 'POSTGRES_15'],
    disableDocker: true,
  });
  describe(`${name} on SQLite`, () => tests(context(databases, 'SQLITE_3')));
  if (databases.supports('POSTGRES_15')) {
    describe(`${name} on PostgreSQL`, () =>
      tests(context(databases, 'POSTGRES_15')));
  } else {
    describe.skip(`${name} on PostgreSQL — SKIPPED: no server, ${POSTGRES_ENV} is not set`, () =>
      tests(context(databases, 'POSTGRES_15')));
  }
}

/** What tests of one database get. */
export interface DatabaseContext {
  /** A fresh database without tables. */
  empty(): ReturnType<TestDatabases['init']>;
  /** A fresh, migrated database whose clock the test can move. */
  migrated(): Promise<{
    database: Database;
    clock: { advance(ms: number): void };
  }>;
}

function context(
  databases: TestDatabases,
  id: TestDatabaseId,
): DatabaseContext {
  return {
    empty: () => databases.init(id),
    migrated: async () => {
      const knex = await databases.init(id);
      await knex.migrate.latest({ directory: migrationsDirectory() });
      let offset = 0;
      return {
        database: new Database(knex, () => offset),
        clock: {
          advance: ms => {
            offset += ms;
          },
        },
      };
    },
  };
}
