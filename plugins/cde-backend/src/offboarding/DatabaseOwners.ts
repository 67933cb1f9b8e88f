import type { Database } from '../database';
import type { OwnerRecord, Verdict } from './judge';

/** Owners of workspaces in the database. */
export class DatabaseOwners {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Takes up the owners of new workspaces, and forgets those who have none any more and did not leave. */
  async refresh(): Promise<void> {
    await this.#database.read(knex =>
      knex('cde_owners')
        .insert(
          knex
            .distinct('owner_ref', knex.raw('0'))
            .from('cde_workspaces')
            .whereNotIn('owner_ref', knex('cde_owners').select('owner_ref')),
        )
        .into(knex.raw('cde_owners (owner_ref, checked_at)')),
    );
    await this.#database.read(knex =>
      knex('cde_owners')
        .whereNull('offboarded_at')
        .whereNotExists(
          knex('cde_workspaces')
            .select(knex.raw('1'))
            .where(
              'cde_workspaces.owner_ref',
              knex.ref('cde_owners.owner_ref'),
            ),
        )
        .delete(),
    );
  }

  /** All of them, with the time at which they were read. */
  async all(): Promise<{ now: number; owners: OwnerRecord[] }> {
    return this.#database.read(async knex => {
      const rows = await knex('cde_owners').select(
        'owner_ref',
        'seen_at',
        'missing_since',
        'offboarded_at',
      );
      const [{ now }] = await knex.select({ now: this.#database.now() });
      const owners = rows.map(row => ({
        ownerRef: row.owner_ref,
        seenAt: numberOrNull(row.seen_at),
        missingSince: numberOrNull(row.missing_since),
        offboardedAt: numberOrNull(row.offboarded_at),
      }));
      return { now: Number(now), owners };
    });
  }

  async note(ownerRef: string, verdict: Verdict): Promise<void> {
    const now = this.#database.now();
    await this.#database.read(knex =>
      knex('cde_owners')
        .where({ owner_ref: ownerRef })
        .update({
          checked_at: now,
          ...NOTES[verdict](knex.raw('coalesce(missing_since, ?)', [now])),
          ...(verdict === 'left' && {
            offboarded_at: knex.raw('coalesce(offboarded_at, ?)', [now]),
          }),
          ...((verdict === 'here' || verdict === 'returned') && {
            seen_at: now,
          }),
        }),
    );
  }

  /** Ids of the workspaces of an owner. */
  async workspacesOf(ownerRef: string): Promise<string[]> {
    return this.#database.read(knex =>
      knex('cde_workspaces')
        .where({ owner_ref: ownerRef })
        .whereNot({ desired: 'deleted' })
        .pluck('id'),
    );
  }

  /** Entity ref of the group that owns a template, if it is known. */
  async templateOwner(templateId: string): Promise<string | undefined> {
    const row = await this.#database.read(knex =>
      knex('cde_templates').where({ id: templateId }).first('owner_ref'),
    );
    return row?.owner_ref;
  }
}

/** Columns by verdict. */
const NOTES: Record<Verdict, (missingSince: unknown) => object> = {
  here: () => ({ missing_since: null }),
  returned: () => ({ missing_since: null, offboarded_at: null }),
  stranger: () => ({}),
  missing: missingSince => ({ missing_since: missingSince }),
  left: missingSince => ({ missing_since: missingSince }),
};

function numberOrNull(value: string | number | null): number | null {
  return value === null ? null : Number(value);
}
