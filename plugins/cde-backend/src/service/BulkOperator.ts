import { isError, NotAllowedError } from '@backstage/errors';
import pLimit from 'p-limit';
import {
  workspaceDeletePermission,
  workspaceReadPermission,
  workspaceUpdatePermission,
  type BulkRequest,
  type BulkResult,
  type Cause,
} from '@backstage-cde/plugin-cde-common';
import type { Tests, WorkspaceAccess } from '../permissions';
import {
  decideDelete,
  decideStop,
  type DesiredChange,
  type WorkspaceRecord,
  type WorkspaceStore,
} from '../workspaces';
import type { AuditLog } from './AuditLog';
import type { Caller, Notifier, Runtime } from './types';
import { notFound } from './WorkspaceReader';

/** Changes that are under way at the same time. */
const SIDE_BY_SIDE = 4;

const ACTS = {
  stop: {
    permission: workspaceUpdatePermission,
    decide: decideStop,
    audited: 'workspace-stop',
    done: 'stopped',
  },
  delete: {
    permission: workspaceDeletePermission,
    decide: decideDelete,
    audited: 'workspace-delete',
    done: 'deleted',
  },
} as const;

type BulkItem = BulkResult['items'][number];

export interface BulkOperatorOptions {
  store: WorkspaceStore;
  access: Pick<WorkspaceAccess, 'tests'>;
  audit: AuditLog;
  runtime: Pick<Runtime, 'wake' | 'closeWorkspace'>;
  notifier: Notifier;
}

/** Stops or deletes many workspaces, each by its own right and with its own outcome. */
export class BulkOperator {
  readonly #options: BulkOperatorOptions;

  constructor(options: BulkOperatorOptions) {
    this.#options = options;
  }

  async act(caller: Caller, request: BulkRequest): Promise<BulkResult> {
    const { store, access } = this.#options;
    const ids = [...new Set(request.ids)];
    const limit = pLimit(SIDE_BY_SIDE);
    const found = await Promise.all(ids.map(id => limit(() => store.get(id))));
    const tests = await access.tests(
      caller.credentials,
      [workspaceReadPermission, ACTS[request.act].permission],
      found.filter(record => record !== undefined),
    );
    const items = await Promise.all(
      ids.map((id, index) =>
        limit(() => this.#actOn(caller, request, tests, id, found[index])),
      ),
    );
    return { items };
  }

  async #actOn(
    caller: Caller,
    request: BulkRequest,
    tests: Tests,
    id: string,
    record: WorkspaceRecord | undefined,
  ): Promise<BulkItem> {
    const { audit, runtime, notifier } = this.#options;
    const { audited } = ACTS[request.act];
    const meta = {
      workspaceId: id,
      ...(record && { workspaceName: record.name }),
      reason: request.reason,
    };
    try {
      const { record: after, changed } = await audit.record(
        audited,
        caller,
        meta,
        async () => {
          refuse(tests, request.act, id, record);
          const result = await this.#change(caller, request, id);
          return { result, meta: { changed: result.changed } };
        },
      );
      if (changed) {
        runtime.wake(id);
        runtime.closeWorkspace(id);
        notifier.changed(after);
      }
      return { id, outcome: changed ? 'done' : 'unchanged' };
    } catch (error) {
      return { id, outcome: 'refused', cause: causeOf(error) };
    }
  }

  async #change(caller: Caller, { act, reason }: BulkRequest, id: string) {
    const actor = caller.credentials.principal.userEntityRef;
    const result = await this.#options.store.changeDesired(id, row => {
      const change = ACTS[act].decide(row, actor);
      return change && withReason(row, change, { act, reason, actor });
    });
    if (!result) {
      throw notFound(id);
    }
    return result;
  }
}

/** The timeline and the owner are told why. */
function withReason(
  row: WorkspaceRecord,
  change: DesiredChange,
  {
    act,
    reason,
    actor,
  }: { act: BulkRequest['act']; reason: string; actor: string },
): DesiredChange {
  const { done } = ACTS[act];
  const isOwn = row.ownerRef === actor;
  const cause = {
    reason: 'AskedFor',
    message: `${actor} asked for it: ${reason}`,
  };
  return {
    ...change,
    event: { ...change.event, detail: reason, cause },
    notify: isOwn
      ? []
      : [
          {
            key: `bulk:${act}:${row.id}:${row.version}`,
            recipient: row.ownerRef,
            title: `${row.name} is being ${done}`,
            description: cause.message,
            ...(act === 'stop' && { link: `/workspaces/${row.id}` }),
            severity: 'high',
            scope: `workspace:${row.id}:bulk`,
          },
        ],
  };
}

function refuse(
  tests: Tests,
  act: BulkRequest['act'],
  id: string,
  record: WorkspaceRecord | undefined,
): void {
  if (!record || !tests.allowed(workspaceReadPermission, record)) {
    throw notFound(id);
  }
  const { permission } = ACTS[act];
  if (!tests.allowed(permission, record)) {
    throw new NotAllowedError(
      `You may see the workspace '${record.name}', but not ${act} it (permission ${permission.name})`,
    );
  }
}

const REASONS: Record<string, string> = {
  NotFoundError: 'NotFound',
  NotAllowedError: 'NotAllowed',
  ConflictError: 'Conflict',
};

function causeOf(error: unknown): Cause {
  return isError(error)
    ? { reason: REASONS[error.name] ?? 'Failed', message: error.message }
    : { reason: 'Failed', message: String(error) };
}
