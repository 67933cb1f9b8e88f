import type { AuditEntry } from '@backstage-cde/plugin-cde-common';
import type { Database } from '../database';
import { bounded, boundedMeta } from './bounded';
import type { AuditFilter, AuditJournal, NewAuditEntry } from './types';

const TABLE = 'cde_audit';
const ID_CHARS = 255;
const REASON_CHARS = 500;
const AGENT_CHARS = 200;
const PATH_CHARS = 300;
const PURGE_AT_ONCE = 5_000;

type Row = Record<string, string | number | null>;

/** The audit in the plugin's database; rows are written once and go when they are old. */
export class DatabaseAuditJournal implements AuditJournal {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async append(entry: NewAuditEntry): Promise<void> {
    const { actor, act, outcome, target, reason, origin, meta } = entry;
    await this.#database.read(knex =>
      knex(TABLE).insert({
        at: this.#database.now(),
        actor: bounded(actor, ID_CHARS),
        act,
        outcome,
        target_kind: target?.kind ?? null,
        target_id: target ? bounded(target.id, ID_CHARS) : null,
        target_name: target?.name ? bounded(target.name, ID_CHARS) : null,
        reason: reason ? bounded(reason, REASON_CHARS) : null,
        origin: origin ? JSON.stringify(boundedOrigin(origin)) : null,
        meta: meta ? JSON.stringify(boundedMeta(meta)) : null,
      }),
    );
  }

  async list(
    filter: AuditFilter,
    page: { before?: number; limit: number },
  ): Promise<AuditEntry[]> {
    const { actor, act, outcome, target, search, from, to } = filter;
    const rows: Row[] = await this.#database.read(knex => {
      const query = knex(TABLE).orderBy('id', 'desc').limit(page.limit);
      const equal = { actor, act, outcome, target_id: target };
      for (const [column, value] of Object.entries(equal)) {
        if (value) query.andWhere({ [column]: value });
      }
      if (from) query.andWhere('at', '>=', Date.parse(from));
      if (to) query.andWhere('at', '<=', Date.parse(to));
      if (page.before) query.andWhere('id', '<', page.before);
      for (const word of wordsOf(search)) {
        query.andWhereRaw(
          `lower(coalesce(target_name, '') || ' ' || coalesce(reason, '') || ' ' || coalesce(meta, '')) like ? escape '\\'`,
          [`%${word}%`],
        );
      }
      return query;
    });
    return rows.map(toEntry);
  }

  async purge(olderThanMs: number): Promise<number> {
    let removed = 0;
    for (;;) {
      const some = await this.#database.read(knex =>
        knex(TABLE)
          .whereIn(
            'id',
            knex(TABLE)
              .select('id')
              .where('at', '<', this.#database.now(-olderThanMs))
              .limit(PURGE_AT_ONCE),
          )
          .delete(),
      );
      removed += some;
      if (some < PURGE_AT_ONCE) {
        return removed;
      }
    }
  }
}

function wordsOf(search: string | undefined): string[] {
  return (search ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 10)
    .map(word => word.replaceAll(/[\\%_]/g, '\\$&'));
}

function boundedOrigin(origin: NonNullable<AuditEntry['origin']>) {
  const { ip, userAgent, method, path } = origin;
  return {
    ...(ip && { ip: bounded(ip, ID_CHARS) }),
    ...(userAgent && { userAgent: bounded(userAgent, AGENT_CHARS) }),
    ...(method && { method }),
    ...(path && { path: bounded(path, PATH_CHARS) }),
  };
}

function toEntry(row: Row): AuditEntry {
  return {
    id: Number(row.id),
    at: new Date(Number(row.at)).toISOString(),
    actor: String(row.actor),
    act: String(row.act),
    outcome: row.outcome as AuditEntry['outcome'],
    ...(row.target_id !== null && {
      target: {
        kind: String(row.target_kind),
        id: String(row.target_id),
        ...(row.target_name !== null && { name: String(row.target_name) }),
      },
    }),
    ...(row.reason !== null && { reason: String(row.reason) }),
    ...(row.origin !== null && { origin: JSON.parse(String(row.origin)) }),
    ...(row.meta !== null && { meta: JSON.parse(String(row.meta)) }),
  };
}
