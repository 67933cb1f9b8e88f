import { NotAllowedError, NotFoundError } from '@backstage/errors';
import {
  workspaceAdministerPermission,
  workspaceDeletePermission,
  workspaceOpenPermission,
  workspaceReadPermission,
  workspaceSharePermission,
  workspaceUpdatePermission,
  type TimelineEvent,
  type TimelineStep,
  type Workspace,
  type WorkspaceDetails,
  type WorkspaceList,
} from '@backstage-cde/plugin-cde-common';
import { normalizeRef } from '../creation';
import { withClusterStatus } from '../engine';
import type { WorkspaceAccess } from '../permissions';
import {
  possibleActs,
  presentDetails,
  presentWorkspace,
  type Act,
  type WorkspaceRecord,
  type WorkspaceStore,
} from '../workspaces';
import type { AuditedAct, AuditLog } from './AuditLog';
import type { Caller, Runtime } from './types';
import type { WorkspaceLogs } from './WorkspaceLogs';

const PAGE = 100;
const TIMELINE_PAGE = 1000;

/** Which permission an act needs. */
const PERMISSION_OF = {
  open: workspaceOpenPermission,
  start: workspaceUpdatePermission,
  stop: workspaceUpdatePermission,
  restart: workspaceUpdatePermission,
  delete: workspaceDeletePermission,
  configure: workspaceUpdatePermission,
  keep: workspaceUpdatePermission,
  share: workspaceSharePermission,
  transfer: workspaceAdministerPermission,
} satisfies Record<Act, unknown>;
export type WorkspacePermission =
  | (typeof PERMISSION_OF)[Act]
  | typeof workspaceReadPermission;

const ALL_PERMISSIONS: WorkspacePermission[] = [
  workspaceReadPermission,
  workspaceUpdatePermission,
  workspaceDeletePermission,
  workspaceOpenPermission,
  workspaceSharePermission,
  workspaceAdministerPermission,
];

export interface WorkspaceReaderOptions {
  store: WorkspaceStore;
  access: WorkspaceAccess;
  audit: AuditLog;
  logs: WorkspaceLogs;
  runtime: Pick<Runtime, 'clusterStatus'>;
}

/** Shows workspaces. What the caller may not see does not exist for them: NotFoundError. */
export class WorkspaceReader {
  readonly #options: WorkspaceReaderOptions;

  constructor(options: WorkspaceReaderOptions) {
    this.#options = options;
  }

  async list(
    caller: Caller,
    query: { component?: string; limit?: number; cursor?: string },
  ): Promise<WorkspaceList> {
    const { store, access } = this.#options;
    const page = await store.list({
      filter: await access.filter(caller.credentials, workspaceReadPermission),
      ...(query.component && { component: normalizeRef(query.component) }),
      ...(query.cursor && { cursor: query.cursor }),
      limit: Math.min(query.limit ?? PAGE, PAGE),
    });
    const options = await this.#presentOptions(caller, page.items);
    return {
      items: page.items.map(record =>
        presentWorkspace(this.asSeen(record), options(record)),
      ),
      ...(page.nextCursor && { nextCursor: page.nextCursor }),
    };
  }

  async get(caller: Caller, id: string): Promise<WorkspaceDetails> {
    const record = await this.find(
      caller,
      id,
      workspaceReadPermission,
      'workspace-read',
    );
    const options = await this.#presentOptions(caller, [record]);
    return presentDetails(this.asSeen(record), options(record));
  }

  async timeline(
    caller: Caller,
    id: string,
    after: number,
  ): Promise<TimelineEvent[]> {
    await this.find(caller, id, workspaceReadPermission, 'workspace-read');
    return this.#options.store.timeline(id, { after, limit: TIMELINE_PAGE });
  }

  async log(
    caller: Caller,
    id: string,
    step: TimelineStep,
    options: { follow: boolean; signal: AbortSignal },
  ) {
    const record = await this.find(
      caller,
      id,
      workspaceReadPermission,
      'workspace-read',
    );
    return this.#options.logs.read(record, step, options);
  }

  /**
   * A workspace that the caller may see and has the permission for; a denial is audited.
   * @throws NotFoundError, or NotAllowedError where it may be seen, but not this be done
   */
  async find(
    caller: Caller,
    id: string,
    permission: WorkspacePermission,
    act: AuditedAct,
  ): Promise<WorkspaceRecord> {
    const { store, access, audit } = this.#options;
    const record = await store.get(id);
    if (!record) {
      throw notFound(id);
    }
    const test = await access.tests(caller.credentials, [
      workspaceReadPermission,
      permission,
    ]);
    if (test(workspaceReadPermission, record) && test(permission, record)) {
      return record;
    }
    return audit.record(act, caller, { workspaceId: id }, async () => {
      throw test(workspaceReadPermission, record)
        ? new NotAllowedError(
            `You may see the workspace '${record.name}', but not do this with it (permission ${permission.name})`,
          )
        : notFound(id);
    });
  }

  async present(caller: Caller, record: WorkspaceRecord): Promise<Workspace> {
    const options = await this.#presentOptions(caller, [record]);
    return presentWorkspace(this.asSeen(record), options(record));
  }

  async #presentOptions(caller: Caller, records: WorkspaceRecord[]) {
    const { access, store } = this.#options;
    const kinds = records.flatMap(({ componentRef, resourceClassName }) =>
      componentRef ? [{ componentRef, resourceClassName }] : [],
    );
    const [test, usualStarts] = await Promise.all([
      access.tests(caller.credentials, ALL_PERMISSIONS),
      store.usualStarts(kinds),
    ]);
    return (record: WorkspaceRecord) => ({
      allowed: possibleActs(this.asSeen(record)).filter(act =>
        test(PERMISSION_OF[act], record),
      ),
      usualStarts,
    });
  }

  /** What was last seen of it may not be true while its cluster does not answer. */
  asSeen(record: WorkspaceRecord): WorkspaceRecord {
    return withClusterStatus(
      record,
      this.#options.runtime.clusterStatus(record.clusterName),
    );
  }
}

/** Says the same of what does not exist and of what may not be seen. */
export function notFound(id: string): NotFoundError {
  return new NotFoundError(`There is no workspace '${id}'`);
}
