import { readFileSync } from 'node:fs';
import type { LoggerService } from '@backstage/backend-plugin-api';
import knexFactory from 'knex';
import { Database, migrationsDirectory } from '../../database';
import {
  DatabaseKeyStore,
  DatabaseLeaseStore,
  DatabaseWorkspaceStore,
} from '../../workspaces';
import { createEngine } from '../engine';
import { testConfig } from './settings';

/** What a process that runs an engine is told, as its first argument (JSON). */
export interface HarnessOptions {
  /** SQLite file. */
  database: string;
  kubeconfigPath: string;
  instance: string;
  namespace: string;
  /** Holds the milliseconds that the database's clock is ahead, which tests move. */
  clockFile?: string;
}

/** Opens the database that several processes share. */
export async function openStores(file: string, clockOffsetMs?: () => number) {
  const knex = knexFactory({
    client: 'better-sqlite3',
    connection: { filename: file },
    useNullAsDefault: true,
    pool: { min: 1, max: 1 },
  });
  await knex.raw('PRAGMA journal_mode = WAL');
  await knex.raw('PRAGMA busy_timeout = 5000');
  await knex.migrate.latest({ directory: migrationsDirectory() });
  const database = new Database(knex, clockOffsetMs);
  return {
    knex,
    database,
    store: new DatabaseWorkspaceStore(database),
    leases: new DatabaseLeaseStore(database),
    keys: new DatabaseKeyStore(database),
  };
}

/** Writes to standard error, which the test shows where it fails. */
export function plainLogger(): LoggerService {
  const write = (level: string) => (message: string, meta?: unknown) =>
    void process.stderr.write(
      `${level} ${message}${meta instanceof Error ? ` ${meta.stack}` : ''}\n`,
    );
  const logger: LoggerService = {
    error: write('error'),
    warn: write('warn'),
    info: write('info'),
    debug: () => {},
    child: () => logger,
  };
  return logger;
}

async function main(options: HarnessOptions): Promise<void> {
  const { database, clockFile } = options;
  const { store, leases, keys } = await openStores(
    database,
    clockFile ? () => Number(readFileSync(clockFile, 'utf8')) : undefined,
  );
  const config = testConfig(options);
  const engine = createEngine({
    config,
    store,
    leases,
    keys,
    logger: plainLogger(),
  });
  await engine.start();
  process.stdout.write('started\n');
  process.on('SIGTERM', () => void engine.stop().then(() => process.exit(0)));
}

if (require.main === module) {
  main(JSON.parse(process.argv[2])).catch(error => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  });
}
