import { ConflictError } from '@backstage/errors';
import {
  workspaceUpdatePermission,
  type ChangeSettingsRequest,
} from '@backstage-cde/plugin-cde-common';
import { decideKeep, decideSettings, mayKeep } from '../policies';
import type { QuotaService } from '../quotas';
import type { WorkspaceRecord, WorkspaceStore } from '../workspaces';
import type { AuditLog } from './AuditLog';
import type { StartPlanner } from './StartPlanner';
import type { Caller, Notifier, Runtime } from './types';
import { notFound, type WorkspaceReader } from './WorkspaceReader';

export interface WorkspaceConfiguratorOptions {
  store: WorkspaceStore;
  reader: WorkspaceReader;
  audit: AuditLog;
  quotas: Pick<QuotaService, 'admission'>;
  starts: Pick<StartPlanner, 'prepareChange'>;
  runtime: Pick<Runtime, 'wake'>;
  notifier: Notifier;
}

/** Changes what a workspace is set to, and puts off what would happen by itself. */
export class WorkspaceConfigurator {
  readonly #options: WorkspaceConfiguratorOptions;

  constructor(options: WorkspaceConfiguratorOptions) {
    this.#options = options;
  }

  /**
   * @throws InputError where the template does not allow it, ConflictError where it does not fit the workspace's
   * state or a quota
   */
  async change(
    caller: Caller,
    id: string,
    request: ChangeSettingsRequest,
  ): Promise<WorkspaceRecord> {
    const { store, reader, audit } = this.#options;
    const found = await reader.find(
      caller,
      id,
      workspaceUpdatePermission,
      'workspace-configure',
    );
    const actor = caller.credentials.principal.userEntityRef;
    const meta = {
      workspaceId: id,
      workspaceName: found.name,
      changes: Object.keys(request),
    };
    return audit.record('workspace-configure', caller, meta, async () => {
      const { replacing, admission } = await this.#prepare(found, request);
      const name = request.name?.trim();
      const wanted = name === undefined ? request : { ...request, name };
      const result = await store.changeDesired(
        id,
        row => decideSettings(row, wanted, replacing(row), actor),
        { admission },
      );
      return { result: this.#changed(id, result) };
    });
  }

  /** @throws ConflictError where nothing could be put off */
  async keep(caller: Caller, id: string): Promise<WorkspaceRecord> {
    const { store, reader, audit } = this.#options;
    const found = await reader.find(
      caller,
      id,
      workspaceUpdatePermission,
      'workspace-keep',
    );
    const actor = caller.credentials.principal.userEntityRef;
    const meta = { workspaceId: id, workspaceName: found.name };
    return audit.record('workspace-keep', caller, meta, async () => {
      if (found.desired === 'running') await store.touchActivity(id, 0);
      const result = await store.changeDesired(id, row => {
        refuseUnkeepable(row);
        return decideKeep(row, actor);
      });
      return { result: this.#changed(id, result) };
    });
  }

  /** Class, parameters and revision are planned, and may need more than before. */
  async #prepare(
    record: WorkspaceRecord,
    { resourceClass, parameters, update }: ChangeSettingsRequest,
  ) {
    const { quotas, starts } = this.#options;
    const change = { resourceClass, parameters, update };
    if (Object.values(change).every(value => value === undefined)) {
      return { replacing: () => ({}) };
    }
    return {
      replacing: await starts.prepareChange(record, change),
      admission: await quotas.admission(record),
    };
  }

  #changed(
    id: string,
    result: Awaited<ReturnType<WorkspaceStore['changeDesired']>>,
  ): WorkspaceRecord {
    const { runtime, notifier } = this.#options;
    if (!result) throw notFound(id);
    if (result.changed) {
      runtime.wake(id);
      notifier.changed(result.record);
    }
    return result.record;
  }
}

function refuseUnkeepable(row: WorkspaceRecord): void {
  if (mayKeep(row) || row.keepUntil !== null) return;
  throw new ConflictError(
    `Nothing that happens to the workspace '${row.name}' by itself can be put off`,
  );
}
