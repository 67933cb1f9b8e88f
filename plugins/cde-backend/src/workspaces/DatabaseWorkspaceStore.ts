import type { Knex } from 'knex';
import type { TimelineEvent } from '@backstage-cde/plugin-cde-common';
import type { Database } from '../database';
import {
  changeColumns,
  newWorkspaceColumns,
  projectionColumns,
} from './columns';
import { assertFence } from './DatabaseLeaseStore';
import { applyFilter, containing, decodeCursor, encodeCursor } from './filters';
import { claimKey, findByKey, keyOfDeleted } from './idempotency';
import { endMeters, meterChange } from './metering';
import { putInOutbox } from './outbox';
import { toRecord, type Row } from './rows';
import {
  appendEvents,
  readTimeline,
  readUsualStarts,
  recordStart,
  type StartKey,
} from './timelines';
import {
  StaleRecordError,
  type Admission,
  type ChangeOptions,
  type DesiredChange,
  type Fence,
  type IdempotencyClaim,
  type NewTimelineEvent,
  type NewWorkspace,
  type Projection,
  type WorkspacePage,
  type WorkspaceQuery,
  type WorkspaceRecord,
  type WorkspaceStore,
} from './types';

const CLAIM_MS = 30_000;
const TOUCH_INTERVAL_MS = 60_000;

/** Workspaces in SQLite or PostgreSQL. */
export class DatabaseWorkspaceStore implements WorkspaceStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async create(
    workspace: NewWorkspace,
    event: NewTimelineEvent,
    idempotency?: IdempotencyClaim,
    admission?: Admission,
  ) {
    return this.#database.transaction(async trx => {
      const owner = {
        ownerRef: workspace.ownerRef,
        workspaceId: workspace.id,
      };
      if (
        idempotency &&
        !(await claimKey(this.#database, trx, owner, idempotency))
      ) {
        const earlier = await this.#byKey(trx, workspace.ownerRef, idempotency);
        if (earlier) {
          return { record: earlier, created: false };
        }
      }
      await trx('cde_workspaces').insert(
        newWorkspaceColumns(this.#database, workspace),
      );
      await appendEvents(this.#database, trx, workspace.id, [event]);
      const record = await this.#require(trx, workspace.id);
      await meterChange(this.#database, trx, undefined, record);
      await admission?.admit(trx, undefined, record);
      return { record, created: true };
    });
  }

  async findByIdempotencyKey(
    ownerRef: string,
    claim: IdempotencyClaim,
  ): Promise<WorkspaceRecord | undefined> {
    return this.#database.read(knex => this.#byKey(knex, ownerRef, claim));
  }

  async get(id: string): Promise<WorkspaceRecord | undefined> {
    return this.#database.read(knex => this.#get(knex, id));
  }

  async list(query: WorkspaceQuery): Promise<WorkspacePage> {
    const rows: Row[] = await this.#database.read(knex => {
      const select = this.#select(knex)
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(query.limit + 1);
      if (query.filter) {
        applyFilter(select, query.filter, this.#database.now());
      }
      if (query.phase) {
        select.andWhere({ phase: query.phase });
      }
      if (query.search) {
        select.andWhereRaw("lower(name) like ? escape '\\'", [
          containing(query.search),
        ]);
      }
      if (query.cursor) {
        const { createdAt, id } = decodeCursor(query.cursor);
        select.andWhereRaw('(created_at, id) < (?, ?)', [createdAt, id]);
      }
      return select;
    });
    const items = rows.slice(0, query.limit).map(toRecord);
    return rows.length > query.limit
      ? { items, nextCursor: encodeCursor(items[items.length - 1]) }
      : { items };
  }

  async namesOf(ownerRef: string): Promise<string[]> {
    return this.#database.read(knex =>
      knex('cde_workspaces').where({ owner_ref: ownerRef }).pluck('name'),
    );
  }

  async changeDesired(
    id: string,
    decide: (current: WorkspaceRecord) => DesiredChange | undefined,
    { fence, admission, within }: ChangeOptions = {},
  ) {
    return this.#database.transaction(async trx => {
      if (fence) {
        await assertFence(this.#database, trx, fence);
      }
      const row: Row | undefined = await this.#database.lockRow(
        trx,
        'cde_workspaces',
        { id },
      );
      if (!row) {
        return undefined;
      }
      const current = toRecord(row);
      const change = decide(current);
      if (!change) {
        return { record: current, changed: false };
      }
      await trx('cde_workspaces')
        .where({ id })
        .update(changeColumns(this.#database, current, change));
      await appendEvents(this.#database, trx, id, [
        change.event,
        ...(change.also ?? []),
      ]);
      await putInOutbox(this.#database, trx, change.notify ?? []);
      await within?.(trx);
      const record = await this.#require(trx, id);
      await meterChange(this.#database, trx, current, record);
      await admission?.admit(trx, current, record);
      return { record, changed: true };
    });
  }

  async timeline(
    id: string,
    options: { after?: number; limit: number },
  ): Promise<TimelineEvent[]> {
    return this.#database.read(knex => readTimeline(knex, id, options));
  }

  async usualStarts(keys: StartKey[]): Promise<Map<string, number>> {
    return this.#database.read(knex => readUsualStarts(knex, keys));
  }

  async touchActivity(id: string, agoMs?: number): Promise<void> {
    const ago = agoMs ?? 0;
    const interval = agoMs === undefined ? TOUCH_INTERVAL_MS : 0;
    await this.#database.read(knex =>
      knex('cde_workspaces')
        .where({ id })
        .andWhere(query =>
          query
            .whereNull('last_used_at')
            .orWhere('last_used_at', '<', this.#database.now(-ago - interval)),
        )
        .update({ last_used_at: this.#database.now(-ago) }),
    );
  }

  async clock(): Promise<number> {
    const [{ now }] = await this.#database.read(knex =>
      knex.select({ now: this.#database.now() }),
    );
    return Number(now);
  }

  async claimDue(
    clusterName: string,
    limit: number,
    fence: Fence,
  ): Promise<WorkspaceRecord[]> {
    return this.#database.transaction(async trx => {
      await assertFence(this.#database, trx, fence);
      const due: Row[] = await trx('cde_workspaces')
        .where({ cluster_name: clusterName })
        .andWhere('next_due_at', '<=', this.#database.now())
        .orderBy('next_due_at')
        .limit(limit)
        .select('*', { read_at: this.#database.now() });
      await trx('cde_workspaces')
        .whereIn(
          'id',
          due.map(row => row.id),
        )
        .update({ next_due_at: this.#database.now(CLAIM_MS) });
      return due.map(toRecord);
    });
  }

  async saveProjection(
    seen: Pick<WorkspaceRecord, 'id' | 'version'>,
    projection: Projection,
    events: NewTimelineEvent[],
    fence: Fence,
  ): Promise<WorkspaceRecord> {
    return this.#database.transaction(async trx => {
      await assertFence(this.#database, trx, fence);
      const updated = await trx('cde_workspaces')
        .where({ id: seen.id, version: seen.version })
        .update(
          projectionColumns(this.#database, trx, seen.version, projection),
        );
      if (updated === 0) {
        throw new StaleRecordError(seen.id);
      }
      await this.#append(trx, seen.id, events);
      const record = await this.#require(trx, seen.id);
      if (record.observed.haltedRun === record.run) {
        await endMeters(this.#database, trx, record.id, ['run']);
      }
      return record;
    });
  }

  async appendEvents(
    id: string,
    events: NewTimelineEvent[],
    fence: Fence,
  ): Promise<void> {
    await this.#database.transaction(async trx => {
      await assertFence(this.#database, trx, fence);
      await this.#append(trx, id, events);
    });
  }

  async remove(id: string, fence: Fence): Promise<void> {
    await this.#database.transaction(async trx => {
      await assertFence(this.#database, trx, fence);
      await trx('cde_workspace_events').where({ workspace_id: id }).delete();
      await endMeters(this.#database, trx, id);
      await trx('cde_workspaces').where({ id }).delete();
    });
  }

  async rowsOfCluster(
    clusterName: string,
    page: { after?: string; limit: number },
  ): Promise<WorkspaceRecord[]> {
    const rows: Row[] = await this.#database.read(knex =>
      this.#select(knex)
        .where({ cluster_name: clusterName })
        .andWhere('id', '>', page.after ?? '')
        .orderBy('id')
        .limit(page.limit),
    );
    return rows.map(toRecord);
  }

  #select(knex: Knex) {
    return knex('cde_workspaces').select('*', {
      read_at: this.#database.now(),
    });
  }

  async #get(knex: Knex, id: string): Promise<WorkspaceRecord | undefined> {
    const row: Row | undefined = await this.#select(knex).where({ id }).first();
    return row && toRecord(row);
  }

  /** For rows that the transaction has locked. */
  async #require(trx: Knex.Transaction, id: string): Promise<WorkspaceRecord> {
    const record = await this.#get(trx, id);
    if (!record) {
      throw new StaleRecordError(id);
    }
    return record;
  }

  async #byKey(
    knex: Knex,
    ownerRef: string,
    claim: IdempotencyClaim,
  ): Promise<WorkspaceRecord | undefined> {
    const id = await findByKey(this.#database, knex, ownerRef, claim);
    const record = id && (await this.#get(knex, id));
    if (id && !record) {
      throw keyOfDeleted();
    }
    return record || undefined;
  }

  async #append(
    trx: Knex.Transaction,
    id: string,
    events: NewTimelineEvent[],
  ): Promise<void> {
    const added = await appendEvents(this.#database, trx, id, events);
    const ready = added.find(
      event => event.step === 'ready' && event.state === 'succeeded',
    );
    if (ready?.durationMs === undefined) {
      return;
    }
    const { componentRef, resourceClassName } = await this.#require(trx, id);
    if (componentRef) {
      await recordStart(
        this.#database,
        trx,
        { componentRef, resourceClassName },
        ready.durationMs,
      );
    }
  }
}
