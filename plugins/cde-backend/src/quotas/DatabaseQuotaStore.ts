import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { ConflictError } from '@backstage/errors';
import type { Quota, SetQuotaRequest } from '@backstage-cde/plugin-cde-common';
import type { Database } from '../database';

type Row = Record<string, string | number | null>;

/** Limits that were set in the portal. */
export class DatabaseQuotaStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async list(): Promise<Quota[]> {
    const rows: Row[] = await this.#database.read(knex =>
      knex('cde_quotas').orderBy(['target_kind', 'target_ref', 'per']),
    );
    return rows.map(toQuota);
  }

  /** Those that may be about one of these scopes. */
  async about(knex: Knex, scopes: string[]): Promise<Quota[]> {
    const rows: Row[] = await knex('cde_quotas').whereIn('target_ref', [
      '',
      ...scopes,
    ]);
    return rows.map(toQuota);
  }

  /**
   * Sets, changes or (with no limits) removes the limits of a target.
   * @throws ConflictError where it is not the version that the request has seen
   */
  async set(request: SetQuotaRequest, author: string): Promise<void> {
    const { target, limits, note, version } = request;
    const where = {
      target_kind: target.kind,
      target_ref: target.ref ?? '',
      per: target.per,
    };
    const content = {
      limits: JSON.stringify(limits),
      note: note ?? null,
      updated_by: author,
      updated_at: this.#database.now(),
    };
    const isEmpty = Object.keys(limits).length === 0;
    await this.#database.transaction(async trx => {
      if (version === undefined) {
        if (isEmpty) return;
        const inserted: unknown[] = await trx('cde_quotas')
          .insert({ id: randomUUID(), ...where, ...content, version: 1 })
          .onConflict(['target_kind', 'target_ref', 'per'])
          .ignore()
          .returning('id');
        if (inserted.length === 0) throw await changedMeanwhile(trx, where);
        return;
      }
      const known = trx('cde_quotas').where({ ...where, version });
      const touched: number = await (isEmpty
        ? known.delete()
        : known.update({ ...content, version: version + 1 }));
      if (touched === 0) throw await changedMeanwhile(trx, where);
    });
  }
}

async function changedMeanwhile(
  trx: Knex.Transaction,
  where: Record<string, string>,
): Promise<ConflictError> {
  const row: Row | undefined = await trx('cde_quotas').where(where).first();
  const what = row
    ? `${row.updated_by} has set it to ${row.limits} (version ${row.version})`
    : 'somebody has removed it';
  return new ConflictError(
    `The limit changed since you looked at it: ${what}. Look at it again, then decide anew`,
  );
}

function toQuota(row: Row): Quota {
  return {
    id: String(row.id),
    target: {
      kind: String(row.target_kind) as Quota['target']['kind'],
      ...(row.target_ref && { ref: String(row.target_ref) }),
      per: String(row.per) as Quota['target']['per'],
    },
    limits: JSON.parse(String(row.limits)),
    ...(row.note !== null && { note: String(row.note) }),
    source: 'portal',
    version: Number(row.version),
    updatedBy: String(row.updated_by),
    updatedAt: new Date(Number(row.updated_at)).toISOString(),
  };
}
