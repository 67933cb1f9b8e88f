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
import { withClusterStatus } from '../engine';
import type {
  Standing,
  WorkspaceAccess,
  WorkspacePermission,
} from '../permissions';
import { mayKeep } from '../policies';
import {
  possibleActs,
  presentDetails,
  presentWorkspace,
  type Act,
  type WorkspaceRecord,
  type WorkspaceStore,
} from '../workspaces';
import type { DatabaseTemplateStore } from '../templates';
import type { AuditedAct, AuditLog } from './AuditLog';
import { both, criteriaOf, type ListRequest } from './listCriteria';
import type { Caller, Runtime } from './types';
import { findUpdates } from './updates';
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
export type { WorkspacePermission } from '../permissions';

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
  templates: Pick<DatabaseTemplateStore, 'newerRevisions'>;
}

/** Shows workspaces. What the caller may not see does not exist for them: NotFoundError. */
export class WorkspaceReader {
  readonly #options: WorkspaceReaderOptions;

  constructor(options: WorkspaceReaderOptions) {
    this.#options = options;
  }

  async list(caller: Caller, request: ListRequest): Promise<WorkspaceList> {
    const { store, access } = this.#options;
    const [readable, claims] = await Promise.all([
      access.filter(caller.credentials, workspaceReadPermission),
      access.claims(caller.credentials),
    ]);
    const page = await store.list({
      filter: both(readable, criteriaOf(request, claims)),
      ...(request.phase && { phase: request.phase }),
      ...(request.search && { search: request.search }),
      ...(request.cursor && { cursor: request.cursor }),
      limit: Math.min(request.limit ?? PAGE, PAGE),
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
    const tests = await access.tests(
      caller.credentials,
      [workspaceReadPermission, permission],
      [record],
    );
    const isSeen = tests.allowed(workspaceReadPermission, record);
    if (isSeen && tests.allowed(permission, record)) {
      return record;
    }
    const meta = { workspaceId: id, workspaceName: record.name };
    return audit.record(act, caller, meta, async () => {
      throw isSeen
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
    const { access, store, templates } = this.#options;
    const kinds = records.flatMap(({ componentRef, resourceClassName }) =>
      componentRef ? [{ componentRef, resourceClassName }] : [],
    );
    const [tests, usualStarts, updateFor] = await Promise.all([
      access.tests(caller.credentials, ALL_PERMISSIONS, records),
      store.usualStarts(kinds),
      findUpdates(templates, records),
    ]);
    return (record: WorkspaceRecord) => ({
      update: updateFor(record),
      allowed: [
        ...possibleActs(this.asSeen(record)),
        ...(mayKeep(record) ? (['keep'] as const) : []),
      ].filter(act => tests.allowed(PERMISSION_OF[act], record)),
      showsParameters: [workspaceUpdatePermission, workspaceOpenPermission].some(
        permission => tests.allowed(permission, record),
      ),
      relation: relationOf(
        tests.standing(record),
        tests.allowed(workspaceOpenPermission, record),
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

/** How the caller comes to see it; a policy that is no share is shown as the nearest of them. */
function relationOf(
  { isOwner, share, isAdmin }: Standing,
  mayOpen: boolean,
): Workspace['relation'] {
  if (isOwner) {
    return 'owner';
  }
  if (share) {
    return share;
  }
  if (isAdmin) {
    return 'administrator';
  }
  return mayOpen ? 'use' : 'view';
}
