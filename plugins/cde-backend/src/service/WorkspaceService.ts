import { createHash } from 'node:crypto';
import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  ConflictError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import {
  workspaceCreatePermission,
  workspaceDeletePermission,
  workspaceOpenPermission,
  workspaceReadPermission,
  workspaceUpdatePermission,
  type CreateWorkspaceRequest,
  type OpenTicket,
  type TimelineEvent,
  type TimelineStep,
  type Workspace,
  type WorkspaceDetails,
  type WorkspaceList,
} from '@backstage-cde/plugin-cde-common';
import { normalizeRef, type CreationPlanner } from '../creation';
import { withClusterStatus } from '../engine';
import type { WorkspaceAccess } from '../permissions';
import {
  decideDelete,
  decideRestart,
  decideStart,
  decideStop,
  possibleActs,
  presentDetails,
  presentWorkspace,
  type Act,
  type DesiredChange,
  type IdempotencyClaim,
  type WorkspaceRecord,
  type WorkspaceStore,
} from '../workspaces';
import type { AuditedAct, AuditLog } from './AuditLog';
import type { Caller, Notifier, Runtime } from './types';
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
} satisfies Record<Act, unknown>;
type WorkspacePermission =
  | (typeof PERMISSION_OF)[Act]
  | typeof workspaceReadPermission;

const ALL_PERMISSIONS: WorkspacePermission[] = [
  workspaceReadPermission,
  workspaceUpdatePermission,
  workspaceDeletePermission,
  workspaceOpenPermission,
];

export interface WorkspaceServiceOptions {
  store: WorkspaceStore;
  planner: CreationPlanner;
  access: WorkspaceAccess;
  audit: AuditLog;
  logs: WorkspaceLogs;
  runtime: Runtime;
  notifier: Notifier;
  logger: LoggerService;
}

/** The use cases. What the caller may not see does not exist for them: NotFoundError. */
export class WorkspaceService {
  readonly #options: WorkspaceServiceOptions;

  constructor(options: WorkspaceServiceOptions) {
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
        presentWorkspace(this.#asSeen(record), options(record)),
      ),
      ...(page.nextCursor && { nextCursor: page.nextCursor }),
    };
  }

  async get(caller: Caller, id: string): Promise<WorkspaceDetails> {
    const record = await this.#find(
      caller,
      id,
      workspaceReadPermission,
      'workspace-read',
    );
    const options = await this.#presentOptions(caller, [record]);
    return presentDetails(this.#asSeen(record), options(record));
  }

  async timeline(
    caller: Caller,
    id: string,
    after: number,
  ): Promise<TimelineEvent[]> {
    await this.#find(caller, id, workspaceReadPermission, 'workspace-read');
    return this.#options.store.timeline(id, { after, limit: TIMELINE_PAGE });
  }

  async log(
    caller: Caller,
    id: string,
    step: TimelineStep,
    options: { follow: boolean; signal: AbortSignal },
  ) {
    const record = await this.#find(
      caller,
      id,
      workspaceReadPermission,
      'workspace-read',
    );
    return this.#options.logs.read(record, step, options);
  }

  /**
   * Makes a workspace, or returns the one that the same key made before (`created: false`).
   * @throws NotAllowedError, InputError, ConflictError, ServiceUnavailableError with cause and cure
   */
  async create(
    caller: Caller,
    request: CreateWorkspaceRequest,
    idempotencyKey?: string,
  ): Promise<{ workspace: Workspace; created: boolean }> {
    const { audit, notifier, runtime } = this.#options;
    const meta = {
      component: request.component ?? null,
      repositoryUrl: withoutUserInfo(request.repositoryUrl),
    };
    const { record, created } = await audit.record(
      'workspace-create',
      caller,
      meta,
      async () => {
        const result = await this.#create(caller, request, idempotencyKey);
        return {
          result,
          meta: { workspaceId: result.record.id, created: result.created },
        };
      },
    );
    if (created) {
      runtime.wake(record.id);
      notifier.changed(record);
    }
    return { workspace: await this.#present(caller, record), created };
  }

  /** Starts what is stopped, tries again what has failed. */
  async start(caller: Caller, id: string): Promise<Workspace> {
    return this.#change(
      caller,
      id,
      'workspace-start',
      workspaceUpdatePermission,
      decideStart,
    );
  }

  /** Ends the pod and keeps the volume. */
  async stop(caller: Caller, id: string): Promise<Workspace> {
    return this.#change(
      caller,
      id,
      'workspace-stop',
      workspaceUpdatePermission,
      decideStop,
    );
  }

  async restart(caller: Caller, id: string): Promise<Workspace> {
    return this.#change(
      caller,
      id,
      'workspace-restart',
      workspaceUpdatePermission,
      decideRestart,
    );
  }

  /** Deletes it with all that it keeps. */
  async delete(caller: Caller, id: string): Promise<Workspace> {
    return this.#change(
      caller,
      id,
      'workspace-delete',
      workspaceDeletePermission,
      decideDelete,
    );
  }

  /** A link for one use that lets the caller in. @throws ConflictError where it does not run */
  async open(
    caller: Caller,
    id: string,
    target: 'ide' | { port: number },
  ): Promise<OpenTicket> {
    const record = this.#asSeen(
      await this.#find(caller, id, workspaceOpenPermission, 'workspace-open'),
    );
    const userRef = caller.credentials.principal.userEntityRef;
    const meta = {
      workspaceId: id,
      target: target === 'ide' ? target : `port/${target.port}`,
    };
    const ticket = await this.#options.audit.record(
      'workspace-open',
      caller,
      meta,
      async () => {
        if (!possibleActs(record).includes('open')) {
          const why = record.cause ? ` (${record.cause.message})` : '';
          throw new ConflictError(
            `The workspace '${
              record.name
            }' is ${record.phase.toLowerCase()}${why}, so it cannot be opened; start it and wait until it runs`,
          );
        }
        return {
          result: await this.#options.runtime.issueTicket({
            workspaceId: id,
            userRef,
            target,
          }),
        };
      },
    );
    if (target === 'ide') {
      this.#attach(record);
    }
    return ticket;
  }

  async #create(
    caller: Caller,
    request: CreateWorkspaceRequest,
    idempotencyKey: string | undefined,
  ) {
    const { store, planner, access } = this.#options;
    const ref = caller.credentials.principal.userEntityRef;
    if (
      !(await access.isAllowed(caller.credentials, workspaceCreatePermission))
    ) {
      throw new NotAllowedError(
        'You may not make workspaces here; ask the platform team for the permission cde.workspace.create',
      );
    }
    const claim: IdempotencyClaim | undefined =
      idempotencyKey === undefined
        ? undefined
        : { key: idempotencyKey, requestHash: hashOf(request) };
    const earlier = claim && (await store.findByIdempotencyKey(ref, claim));
    if (earlier) {
      return { record: earlier, created: false };
    }
    const draft = await planner.draft(request, caller.credentials);
    const workspace = await planner.newWorkspace(draft, request, {
      ref,
      takenNames: await store.namesOf(ref),
    });
    return store.create(
      workspace,
      { key: 'queued', step: 'queued', state: 'succeeded', actor: ref },
      claim,
    );
  }

  async #change(
    caller: Caller,
    id: string,
    act: AuditedAct,
    permission: WorkspacePermission,
    decide: (
      current: WorkspaceRecord,
      actor: string,
    ) => DesiredChange | undefined,
  ): Promise<Workspace> {
    const { store, audit, runtime, notifier } = this.#options;
    await this.#find(caller, id, permission, act);
    const { record, changed } = await audit.record(
      act,
      caller,
      { workspaceId: id },
      async () => {
        const result = await store.changeDesired(id, row =>
          decide(row, caller.credentials.principal.userEntityRef),
        );
        if (!result) {
          throw notFound(id);
        }
        return { result, meta: { changed: result.changed } };
      },
    );
    if (changed) {
      runtime.wake(id);
      runtime.closeWorkspace(id);
      notifier.changed(record);
    }
    return this.#present(caller, record);
  }

  /**
   * A workspace that the caller may see and has the permission for; a denial is audited.
   * @throws NotFoundError, or NotAllowedError where it may be seen, but not this be done
   */
  async #find(
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

  async #present(caller: Caller, record: WorkspaceRecord): Promise<Workspace> {
    const options = await this.#presentOptions(caller, [record]);
    return presentWorkspace(this.#asSeen(record), options(record));
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
      allowed: possibleActs(this.#asSeen(record)).filter(act =>
        test(PERMISSION_OF[act], record),
      ),
      usualStarts,
    });
  }

  /** What was last seen of it may not be true while its cluster does not answer. */
  #asSeen(record: WorkspaceRecord): WorkspaceRecord {
    return withClusterStatus(
      record,
      this.#options.runtime.clusterStatus(record.clusterName),
    );
  }

  /** Whoever opens the IDE does not wait for the standard's postAttachCommand. */
  #attach(record: WorkspaceRecord) {
    const { runtime, logger } = this.#options;
    runtime
      .attach(record)
      .catch(error =>
        logger.warn(
          `postAttachCommand of workspace ${record.id} could not be started: ${error}`,
        ),
      );
  }
}

function notFound(id: string): NotFoundError {
  return new NotFoundError(`There is no workspace '${id}'`);
}

/** Equal for requests that mean the same, whatever the order of their keys. */
function hashOf(request: CreateWorkspaceRequest): string {
  const keys = [...Object.keys(request), 'type', 'name'].sort();
  return createHash('sha256')
    .update(JSON.stringify(request, keys))
    .digest('hex');
}

/** Not even a refused request's credentials belong into the audit. */
function withoutUserInfo(url: string | undefined): string | null {
  return url?.replace(/\/\/[^/@]*@/, '//').slice(0, 300) ?? null;
}
