import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { ConflictError, InputError, NotAllowedError } from '@backstage/errors';
import type { BasicPermission } from '@backstage/plugin-permission-common';
import {
  quotaReadPermission,
  quotaUpdatePermission,
  type Quota,
  type QuotaEffect,
  type QuotaLimits,
  type QuotaTarget,
  type SetQuotaRequest,
} from '@backstage-cde/plugin-cde-common';
import type { CdeConfig } from '../config';
import type { Database } from '../database';
import type { WorkspaceAccess } from '../permissions';
import type { AuditedAct, AuditLog } from '../service/AuditLog';
import type { Caller } from '../service/types';
import { configuredQuotas } from './configured';
import type { DatabaseQuotaStore } from './DatabaseQuotaStore';
import type { Directory } from './Directory';
import { scopeOf } from './limits';
import { MEASURES, type Amounts } from './types';
import { monthOf, readUsage, readUsageByOwner } from './usage';

/** As many as a person looks at. */
const MOST_OVER = 100;

export interface QuotaAdministrationOptions {
  config: Pick<CdeConfig, 'quotas'>;
  database: Database;
  store: DatabaseQuotaStore;
  directory: Directory;
  access: Pick<WorkspaceAccess, 'isAllowed'>;
  audit: AuditLog;
}

/** Shows and sets limits. */
export class QuotaAdministration {
  readonly #options: QuotaAdministrationOptions;

  constructor(options: QuotaAdministrationOptions) {
    this.#options = options;
  }

  /** All limits; the totals with what is used of them. */
  async list(caller: Caller): Promise<Quota[]> {
    await this.#require(caller, quotaReadPermission, 'quota-read');
    const { config, store } = this.#options;
    const quotas = [...configuredQuotas(config), ...(await store.list())];
    const totals = quotas.filter(({ target }) => target.per === 'total');
    const used = await this.#used(totals.map(({ target }) => scopeOf(target)));
    return quotas.map(quota =>
      quota.target.per === 'total'
        ? {
            ...quota,
            used: limitedOf(quota.limits, used(scopeOf(quota.target))),
          }
        : quota,
    );
  }

  /**
   * Sets, changes or removes a limit.
   * @throws InputError, ConflictError where it was set in the configuration, or changed since the caller saw it
   */
  async set(caller: Caller, request: SetQuotaRequest): Promise<Quota[]> {
    // What is wrong with it is only told those who may set it.
    await this.#require(caller, quotaUpdatePermission, 'quota-set');
    const target = normalized(request.target);
    const { audit, store } = this.#options;
    const { limits, note, version } = request;
    const meta = {
      kind: target.kind,
      per: target.per,
      ...(target.ref && { target: target.ref }),
      ...(note !== undefined && { note }),
      limits: { ...limits },
    };
    await audit.record('quota-set', caller, meta, async () => {
      this.#refuseConfigured(target);
      if (Object.keys(limits).length > 0) await this.#mustExist(target);
      const author = caller.credentials.principal.userEntityRef;
      await store.set({ target, limits, note, version }, author);
      return { result: undefined };
    });
    return this.list(caller);
  }

  /** Who would be over a limit already, if it was set. */
  async preview(
    caller: Caller,
    { limits, target: given }: SetQuotaRequest,
  ): Promise<QuotaEffect> {
    await this.#require(caller, quotaUpdatePermission, 'quota-set');
    const target = normalized(given);
    const scope = scopeOf(target);
    const { database } = this.#options;
    const byOwner = await database.read(async knex =>
      readUsageByOwner(database, knex, scope, await this.#month()),
    );
    const total = await this.#used([scope]);
    const measured: Array<[string, Amounts]> =
      target.per === 'each' ? [...byOwner] : [[scope, total(scope)]];
    const over = measured
      .flatMap(([ref, used]) => beyond(ref, used, limits))
      .sort(byExcess)
      .slice(0, MOST_OVER);
    return { over, owners: byOwner.size };
  }

  async #used(scopes: string[]): Promise<(scope: string) => Amounts> {
    const { database } = this.#options;
    const month = await this.#month();
    return database.read(knex => readUsage(database, knex, scopes, month));
  }

  async #month(): Promise<number> {
    const { database } = this.#options;
    const [{ now }] = await database.read(knex =>
      knex.select({ now: database.now() }),
    );
    return monthOf(Number(now));
  }

  #refuseConfigured(target: QuotaTarget): void {
    const configured = configuredQuotas(this.#options.config).some(
      ({ target: { ref, per, kind } }) =>
        ref === target.ref && per === target.per && kind === target.kind,
    );
    if (configured) {
      throw new ConflictError(
        'This limit is set in the configuration (cde.quotas), so it cannot be changed here; change it there',
      );
    }
  }

  /** A limit for somebody whom the catalog does not know would look as if it worked. */
  async #mustExist({ ref }: QuotaTarget): Promise<void> {
    if (ref && !(await this.#options.directory.exists(ref))) {
      throw new InputError(
        `There is no '${ref}' in the catalog, so a limit for it would limit nothing; check the name`,
      );
    }
  }

  async #require(
    caller: Caller,
    permission: BasicPermission,
    act: AuditedAct,
  ): Promise<void> {
    try {
      await this.#check(caller, permission);
    } catch (error) {
      await this.#options.audit.record(act, caller, {}, async () => {
        throw error;
      });
    }
  }

  async #check(caller: Caller, permission: BasicPermission): Promise<void> {
    const { access } = this.#options;
    if (!(await access.isAllowed(caller.credentials, permission))) {
      throw new NotAllowedError(
        `You may not do this with limits (permission ${permission.name}); ask the platform team`,
      );
    }
  }
}

/** @throws InputError */
function normalized({ kind, ref, per }: QuotaTarget): QuotaTarget {
  if (per === 'each' && kind !== 'group' && kind !== 'everyone') {
    throw new InputError(
      `A limit for each is for the members of a group, or for everyone; for a ${kind} set the total`,
    );
  }
  if (kind === 'everyone') {
    if (ref) throw new InputError("A limit for everyone has no 'ref'");
    return { kind, per };
  }
  const full = fullRef(kind, ref);
  if (!full.startsWith(`${kind}:`)) {
    throw new InputError(`'${ref}' is not a ${kind}`);
  }
  return { kind, ref: full, per };
}

function fullRef(kind: string, ref: string | undefined): string {
  const defaults = { defaultKind: kind, defaultNamespace: 'default' };
  try {
    return stringifyEntityRef(parseEntityRef(ref ?? '', defaults));
  } catch (error) {
    throw new InputError(
      `Say whom the limit is for, for example '${kind}:default/payments'`,
      error,
    );
  }
}

function beyond(
  ref: string,
  used: Amounts,
  limits: QuotaLimits,
): QuotaEffect['over'] {
  return MEASURES.flatMap(measure => {
    const limit = limits[measure];
    return limit !== undefined && used[measure] > limit
      ? [{ ref, measure, used: used[measure], limit }]
      : [];
  });
}

/** The farthest beyond first; a limit of nothing is exceeded by what there is. */
function byExcess(
  a: QuotaEffect['over'][number],
  b: QuotaEffect['over'][number],
): number {
  const excess = ({ used, limit }: typeof a) => used / (limit || 1);
  return excess(b) - excess(a) || a.ref.localeCompare(b.ref);
}

function limitedOf(limits: QuotaLimits, used: Amounts): QuotaLimits {
  const entries = MEASURES.filter(measure => limits[measure] !== undefined);
  return Object.fromEntries(entries.map(measure => [measure, used[measure]]));
}
