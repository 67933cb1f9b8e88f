import { setTimeout as sleep } from 'node:timers/promises';
import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { parseEntityRef } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { departureChange, returnChange, type Heirs } from '../policies';
import type {
  DesiredChange,
  WorkspaceRecord,
  WorkspaceStore,
} from '../workspaces';
import type { DatabaseOwners } from './DatabaseOwners';
import { isSuspicious, judge, type OwnerRecord, type Verdict } from './judge';

export interface OffboardingOptions {
  owners: DatabaseOwners;
  store: Pick<WorkspaceStore, 'get' | 'changeDesired'>;
  catalog: Pick<CatalogService, 'getEntitiesByRefs' | 'queryEntities'>;
  auth: AuthService;
  /** How long somebody has to be missing from a catalog that answers. */
  graceMs: number;
  heirs: Heirs;
  /** Ends the sessions of a user. */
  revokeUser(userRef: string): Promise<void>;
  /** A workspace was changed: for the engine, its pages and open connections. */
  changed(record: WorkspaceRecord): void;
  audit(
    act: 'user-offboard' | 'user-return' | 'offboarding-stop',
    meta: Record<string, string>,
  ): Promise<void>;
  logger: LoggerService;
}

const BATCH = 100;

/**
 * Closes what users who left the catalog had: their workspaces stop, their sessions end, and what is in the
 * volumes is kept for the retention time. Each round does again what an earlier one, that was broken off, left.
 */
export class Offboarding {
  readonly #options: OffboardingOptions;
  #complained = false;

  constructor(options: OffboardingOptions) {
    this.#options = options;
  }

  /** Rounds until the signal is given. */
  async run(signal: AbortSignal, intervalMs: number): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.round();
        this.#complained = false;
      } catch (error) {
        this.#complain(`The catalog could not be asked: ${error}`);
      }
      await sleep(intervalMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Looks all owners up once. */
  async round(): Promise<void> {
    const { owners, graceMs } = this.#options;
    await owners.refresh();
    const { now, owners: all } = await owners.all();
    if (all.length === 0) return;
    const here = await this.#inCatalog(all.map(({ ownerRef }) => ownerRef));
    const isLost = here.size === 0 && !(await this.#hasUsers());
    if (isLost || isSuspicious(all, here)) {
      this.#complain(
        'The catalog has lost so many owners of workspaces at once that it is not believed; nobody is off-boarded',
      );
      return;
    }
    for (const owner of all) {
      const verdict = judge(owner, here.has(owner.ownerRef), { now, graceMs });
      await this.#settle(owner, verdict);
    }
  }

  async #inCatalog(refs: string[]): Promise<Set<string>> {
    const { catalog, auth } = this.#options;
    const credentials = await auth.getOwnServiceCredentials();
    const here = new Set<string>();
    const valid = refs.filter(isEntityRef);
    for (let start = 0; start < valid.length; start += BATCH) {
      const entityRefs = valid.slice(start, start + BATCH);
      const { items } = await catalog.getEntitiesByRefs(
        { entityRefs, fields: ['kind', 'metadata.name'] },
        { credentials },
      );
      if (items.length !== entityRefs.length) {
        throw new Error('its answer does not fit the question');
      }
      entityRefs.forEach((ref, index) => items[index] && here.add(ref));
    }
    return here;
  }

  async #hasUsers(): Promise<boolean> {
    const { catalog, auth } = this.#options;
    const { items } = await catalog.queryEntities(
      { filter: { kind: 'User' }, limit: 1, fields: ['kind'] },
      { credentials: await auth.getOwnServiceCredentials() },
    );
    return items.length > 0;
  }

  /** Access ends first; what is not finished is taken up by the next round. */
  async #settle(owner: OwnerRecord, verdict: Verdict): Promise<void> {
    const { owners, revokeUser, audit, logger } = this.#options;
    const { ownerRef } = owner;
    if (verdict === 'returned') {
      await this.#eachWorkspace(ownerRef, returnChange);
      await audit('user-return', { userRef: ownerRef });
      logger.info(`${ownerRef} is in the catalog again`);
    }
    if (verdict === 'left' && owner.offboardedAt === null) {
      logger.warn(
        `${ownerRef} is gone from the catalog: access ends, workspaces stop`,
      );
      await revokeUser(ownerRef);
      await audit('user-offboard', {
        userRef: ownerRef,
        reason: 'The user is gone from the catalog',
      });
    }
    await owners.note(ownerRef, verdict);
    if (verdict !== 'left') return;
    await this.#closeWorkspaces(ownerRef);
  }

  async #closeWorkspaces(ownerRef: string): Promise<void> {
    const { owners, store, heirs, audit } = this.#options;
    for (const id of await owners.workspacesOf(ownerRef)) {
      const before = await store.get(id);
      if (!before || !departureChange(before, heirs)) continue;
      const templateOwner = await owners.templateOwner(before.templateName);
      const admins = [
        ...heirs.admins,
        ...(templateOwner ? [templateOwner] : []),
      ];
      const record = await this.#change(id, ownerRef, row =>
        departureChange(row, { admins }),
      );
      if (record) {
        await audit('offboarding-stop', {
          workspaceId: id,
          workspaceName: record.name,
          reason: `${ownerRef} is gone from the catalog`,
        });
      }
    }
  }

  async #eachWorkspace(
    ownerRef: string,
    decide: (row: WorkspaceRecord) => DesiredChange | undefined,
  ): Promise<void> {
    for (const id of await this.#options.owners.workspacesOf(ownerRef)) {
      await this.#change(id, ownerRef, decide);
    }
  }

  /** A workspace that was handed over meanwhile is not touched. */
  async #change(
    id: string,
    ownerRef: string,
    decide: (row: WorkspaceRecord) => DesiredChange | undefined,
  ): Promise<WorkspaceRecord | undefined> {
    const { store, changed } = this.#options;
    const result = await store.changeDesired(id, row =>
      row.ownerRef === ownerRef ? decide(row) : undefined,
    );
    if (!result?.changed) return undefined;
    changed(result.record);
    return result.record;
  }

  #complain(message: string): void {
    if (this.#complained) return;
    this.#complained = true;
    this.#options.logger.warn(message);
  }
}

function isEntityRef(ref: string): boolean {
  try {
    parseEntityRef(ref);
    return true;
  } catch {
    return false;
  }
}
