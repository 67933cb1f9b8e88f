import { randomBytes } from 'node:crypto';
import type { Database } from '../database';
import type { KeyStore } from './types';

/** Master keys in the database. */
export class DatabaseKeyStore implements KeyStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async getOrCreate(name: string): Promise<Buffer> {
    return this.#database.read(async knex => {
      await knex('cde_keys')
        .insert({ name, value: randomBytes(32).toString('base64') })
        .onConflict('name')
        .ignore();
      const { value } = await knex('cde_keys').where({ name }).first('value');
      return Buffer.from(value, 'base64');
    });
  }
}
