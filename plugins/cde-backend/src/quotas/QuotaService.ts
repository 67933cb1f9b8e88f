import { ConflictError } from '@backstage/errors';
import type { Knex } from 'knex';
import type {
  QuotaUsage,
  QuotaUsageList,
} from '@backstage-cde/plugin-cde-common';
import type { CdeConfig } from '../config';
import type { Database } from '../database';
import type { Admission, Footprint, WorkspaceRecord } from '../workspaces';
import { toRecord, type Row } from '../workspaces/rows';
import { amountsOf, amountsOfNew, growth, NOTHING } from './amounts';
import {
  chargedGroups,
  insertCharges,
  lastKnownComponentGroups,
  lastKnownGroups,
  replaceCharges,
} from './charges';
import { configuredQuotas } from './configured';
import type { DatabaseQuotaStore } from './DatabaseQuotaStore';
import type { Directory } from './Directory';
import { applicableLimits, chargesOf, exceededLimits } from './limits';
import { lockScopes } from './locks';
import { QuotaExceededError } from './QuotaExceededError';
import type { Amounts, AppliedLimit, Charge, ChargedWorkspace } from './types';
import { monthOf, readUsage } from './usage';

export interface QuotaServiceOptions {
  config: Pick<CdeConfig, 'quotas' | 'currency'>;
  database: Database;
  store: DatabaseQuotaStore;
  directory: Directory;
}

/** Says which limits apply to a workspace, and keeps them. */
export class QuotaService {
  readonly #options: QuotaServiceOptions;

  constructor(options: QuotaServiceOptions) {
    this.#options = options;
  }

  /**
   * Prepares a check: asks the catalog whom the workspace counts for, which must not happen inside a transaction.
   * What comes back decides inside the transaction of a change, and reserves by letting the change pass.
   *
   * @param workspace - as it will be: of a workspace that is handed over, with the new owner
   * @throws ServiceUnavailableError where the catalog does not answer and nobody knows the owner's groups
   */
  async admission(workspace: ChargedWorkspace): Promise<Admission> {
    const { ownerRef, componentRef, componentOwnerRef, systemRef } = workspace;
    const charges = await this.#charges({
      ownerRef,
      componentRef,
      componentOwnerRef,
      systemRef,
    });
    return {
      admit: async (trx, before, after) => {
        if (after.ownerRef !== ownerRef) {
          throw new ConflictError(
            `The workspace '${after.name}' was handed over at this moment; look at it again`,
          );
        }
        return this.#admit(trx, charges, before, after);
      },
    };
  }

  /** All limits that would apply to a workspace, with what is used, and what one of this size would add. */
  async usage(
    workspace: ChargedWorkspace,
    footprint?: Footprint,
  ): Promise<QuotaUsageList> {
    const { config, database, directory } = this.#options;
    const charges = await this.#charges(workspace);
    const requested = footprint && amountsOfNew(footprint);
    const { limits, used } = await database.read(async knex => {
      const found = await this.#limits(knex, workspace.ownerRef, charges);
      const now = await readClock(database, knex);
      return { limits: found, used: await this.#used(knex, found, now) };
    });
    const titles = await directory.titles(
      limits.flatMap(({ target }) => target.ref ?? []),
    );
    const items = limits.map(
      ({ target, scope, measure, limit }): QuotaUsage => ({
        target,
        title: titles.get(target.ref ?? '') ?? '',
        measure,
        limit,
        used: used(scope)[measure],
        ...(requested && { requested: requested[measure] }),
      }),
    );
    return { items, currency: config.currency };
  }

  /**
   * Lets workspaces count for the groups that their owners are in by now. Starts do that by themselves; this is for
   * those that just run on, or are stopped. Nothing is refused: who came to another group keeps what runs.
   *
   * @returns how many owners had other groups
   * @throws ServiceUnavailableError where the catalog does not answer
   */
  async followOrganisation(): Promise<number> {
    const { database, directory } = this.#options;
    const charged = await database.read(chargedGroups);
    await directory.prefetch([...charged.keys()]);
    let moved = 0;
    for (const [owner, groups] of charged) {
      const now = await directory.groupsOf(owner, async () => undefined);
      const same =
        now.length === groups.size && now.every(group => groups.has(group));
      if (!same) {
        moved++;
        await this.#chargeAnew(owner);
      }
    }
    return moved;
  }

  async #chargeAnew(ownerRef: string): Promise<void> {
    const { database } = this.#options;
    const rows: Row[] = await database.read(knex =>
      knex('cde_workspaces')
        .where({ owner_ref: ownerRef })
        .select('*', { read_at: database.now() }),
    );
    for (const { id, ...workspace } of rows.map(toRecord)) {
      const charges = await this.#charges(workspace);
      await database.transaction(async trx => {
        const row: Row | undefined = await database.lockRow(
          trx,
          'cde_workspaces',
          { id },
        );
        if (row?.owner_ref === ownerRef) {
          await replaceCharges(trx, id, charges);
        }
      });
    }
  }

  async #admit(
    trx: Knex.Transaction,
    charges: Charge[],
    before: WorkspaceRecord | undefined,
    after: WorkspaceRecord,
  ): Promise<void> {
    const scopesBefore = before
      ? await replaceCharges(trx, after.id, charges)
      : [];
    if (!before) await insertCharges(trx, after.id, charges);
    const grown = growthByScope(before, after, scopesBefore);
    const limits = await this.#limits(trx, after.ownerRef, charges);
    const concerned = limits.filter(
      ({ scope, measure }) => grown(scope)[measure] > 0,
    );
    if (concerned.length === 0) {
      return;
    }
    await lockScopes(
      trx,
      concerned.map(({ scope }) => scope),
    );
    const used = await this.#used(trx, concerned, after.readAt);
    const exceeded = exceededLimits(concerned, used, grown);
    if (exceeded.length > 0) {
      throw new QuotaExceededError(exceeded);
    }
  }

  async #charges(workspace: ChargedWorkspace): Promise<Charge[]> {
    const { database, directory } = this.#options;
    const { ownerRef, componentOwnerRef } = workspace;
    const [owner, component] = await Promise.all([
      directory.groupsOf(ownerRef, () =>
        database.read(knex => lastKnownGroups(knex, ownerRef)),
      ),
      componentOwnerRef?.startsWith('group:')
        ? directory.groupsOf(componentOwnerRef, () =>
            database.read(knex =>
              lastKnownComponentGroups(knex, componentOwnerRef),
            ),
          )
        : [],
    ]);
    return chargesOf(workspace, { owner, component });
  }

  async #limits(
    knex: Knex,
    ownerRef: string,
    charges: Charge[],
  ): Promise<AppliedLimit[]> {
    const { config, store } = this.#options;
    const scopes = charges.map(({ scope }) => scope);
    const quotas = [
      ...configuredQuotas(config),
      ...(await store.about(knex, scopes)),
    ];
    return applicableLimits(quotas, ownerRef, charges, config.quotas.combine);
  }

  async #used(
    knex: Knex,
    limits: AppliedLimit[],
    now: number,
  ): Promise<(scope: string) => Amounts> {
    const scopes = [...new Set(limits.map(({ scope }) => scope))];
    const ofCost = limits.some(({ measure }) => measure === 'cost');
    return readUsage(
      this.#options.database,
      knex,
      scopes,
      ofCost ? monthOf(now) : undefined,
    );
  }
}

/** What a change adds to each scope; a workspace that is handed over is new to all that its old owner was not in. */
function growthByScope(
  before: WorkspaceRecord | undefined,
  after: WorkspaceRecord,
  scopesBefore: string[],
): (scope: string) => Amounts {
  const all = growth(NOTHING, amountsOf(after));
  const change = before ? growth(amountsOf(before), amountsOf(after)) : all;
  const handedOver = before && before.ownerRef !== after.ownerRef;
  return scope => (handedOver && !scopesBefore.includes(scope) ? all : change);
}

async function readClock(database: Database, knex: Knex): Promise<number> {
  const rows = await knex.select({ now: database.now() });
  return Number(rows[0].now);
}
