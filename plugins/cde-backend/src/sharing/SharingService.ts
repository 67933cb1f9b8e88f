import type { Knex } from 'knex';
import { InputError } from '@backstage/errors';
import {
  workspaceAdministerPermission,
  workspaceSharePermission,
  type ShareRequest,
  type Workspace,
  type WorkspaceShare,
} from '@backstage-cde/plugin-cde-common';
import { freeName, type CatalogReader } from '../creation';
import type { Departures, Directory } from '../permissions';
import type { QuotaService } from '../quotas';
import type { AuditLog, Caller, Notifier, Runtime } from '../service';
import { fullRef } from '../service/listCriteria';
import { notFound, type WorkspaceReader } from '../service/WorkspaceReader';
import type {
  ChangeOptions,
  DesiredChange,
  WorkspaceRecord,
  WorkspaceStore,
} from '../workspaces';
import { checkShare, sharingChange, transferChange } from './changes';
import type { DatabaseShares } from './DatabaseShares';

export interface SharingServiceOptions {
  store: WorkspaceStore;
  shares: DatabaseShares;
  reader: WorkspaceReader;
  audit: AuditLog;
  runtime: Runtime;
  notifier: Notifier;
  directory: Directory;
  departures: Departures;
  quotas: QuotaService;
  catalog: Pick<CatalogReader, 'identity'>;
  portalUrl: string;
}

/** Lets others see or use a workspace, and hands it over. */
export class SharingService {
  readonly #options: SharingServiceOptions;

  constructor(options: SharingServiceOptions) {
    this.#options = options;
  }

  async list(caller: Caller, id: string): Promise<WorkspaceShare[]> {
    const { reader, shares } = this.#options;
    await reader.find(caller, id, workspaceSharePermission, 'workspace-read');
    return shares.list(id);
  }

  /** Adds a share, or changes that of the same grantee. @throws InputError, ConflictError */
  async share(
    caller: Caller,
    id: string,
    request: ShareRequest,
  ): Promise<WorkspaceShare[]> {
    const { reader, audit, shares } = this.#options;
    const act = 'workspace-share';
    const found = await reader.find(caller, id, workspaceSharePermission, act);
    const actor = caller.credentials.principal.userEntityRef;
    const { role } = request;
    const grantee = fullRef(request.grantee, 'user');
    const meta = { ...about(found), ...request, grantee };
    await audit.record(act, caller, meta, async () => {
      const share = checkShare(found, grantee, request);
      await this.#checkKnown(caller, grantee);
      const detail = `shared with ${grantee} (${role})`;
      const told = {
        title: `${actor} shares the workspace '${found.name}' with you`,
        description:
          role === 'use'
            ? 'You may open its IDE and its ports.'
            : 'You may see its status and its logs.',
      };
      await this.#change(
        id,
        row => sharingChange(row, actor, grantee, detail, told),
        trx => shares.put(trx, { ...share, workspaceId: id, createdBy: actor }),
      );
      return { result: undefined };
    });
    // A share that became less lets nobody stay for longer.
    await this.#options.runtime.recheckWorkspace(id);
    return shares.list(id);
  }

  /** Takes a share back, and ends what its grantee has open. */
  async unshare(
    caller: Caller,
    id: string,
    text: string,
  ): Promise<WorkspaceShare[]> {
    const { reader, audit, shares, runtime } = this.#options;
    const act = 'workspace-unshare';
    const found = await reader.find(caller, id, workspaceSharePermission, act);
    const actor = caller.credentials.principal.userEntityRef;
    const grantee = fullRef(text, 'user');
    const isShared = (await shares.list(id)).some(
      share => share.grantee === grantee,
    );
    await audit.record(act, caller, { ...about(found), grantee }, async () => {
      if (isShared) {
        const detail = `no longer shared with ${grantee}`;
        await this.#change(
          id,
          row => sharingChange(row, actor, grantee, detail),
          async trx => {
            await shares.remove(trx, id, grantee);
          },
        );
      }
      return { result: undefined, meta: { changed: isShared } };
    });
    await runtime.recheckWorkspace(id);
    return shares.list(id);
  }

  /** Makes it another user's; it stops, and the old owner is out. @throws InputError, ConflictError */
  async transfer(caller: Caller, id: string, text: string): Promise<Workspace> {
    const { reader, audit, runtime } = this.#options;
    const act = 'workspace-transfer';
    const found = await reader.find(
      caller,
      id,
      workspaceAdministerPermission,
      act,
    );
    const owner = fullRef(text, 'user');
    const meta = { ...about(found), from: found.ownerRef, newOwner: owner };
    const record = await audit.record(act, caller, meta, async () => ({
      result: await this.#transfer(caller, found, owner),
    }));
    await runtime.revokeUser(found.ownerRef, id);
    runtime.closeWorkspace(id);
    return reader.present(caller, record);
  }

  async #transfer(caller: Caller, found: WorkspaceRecord, owner: string) {
    const { store, shares, quotas, catalog, departures, portalUrl } =
      this.#options;
    if (!owner.startsWith('user:')) {
      throw new InputError(`A workspace belongs to a user; '${owner}' is none`);
    }
    if (owner === found.ownerRef) {
      throw new InputError(`The workspace is ${owner}'s already`);
    }
    await this.#checkKnown(caller, owner);
    if (await departures.has(owner)) {
      throw new InputError(`${owner} has left, so nothing is handed to them`);
    }
    const actor = caller.credentials.principal.userEntityRef;
    const to = {
      owner,
      name: freeName([found.name], await store.namesOf(owner)),
      identity: await catalog.identity(owner, portalUrl),
    };
    return this.#change(
      found.id,
      row => transferChange(row, actor, to),
      async trx => {
        await shares.remove(trx, found.id, owner);
      },
      { admission: await quotas.admission({ ...found, ownerRef: owner }) },
    );
  }

  /** A name of somebody whom the caller may not see in the catalog is as unknown as any other. */
  async #checkKnown(caller: Caller, ref: string): Promise<void> {
    if (!(await this.#options.directory.has(ref, caller.credentials))) {
      throw new InputError(
        `There is no '${ref}' in the catalog, or you may not see it`,
      );
    }
  }

  async #change(
    id: string,
    decide: (row: WorkspaceRecord) => DesiredChange,
    within: (trx: Knex.Transaction) => Promise<void>,
    options: ChangeOptions = {},
  ): Promise<WorkspaceRecord> {
    const { store, runtime, notifier } = this.#options;
    const result = await store.changeDesired(id, decide, {
      ...options,
      within,
    });
    if (!result) {
      throw notFound(id);
    }
    runtime.wake(id);
    notifier.changed(result.record);
    return result.record;
  }
}

function about({ id, name, ownerRef }: WorkspaceRecord) {
  return { workspaceId: id, workspaceName: name, owner: ownerRef };
}
