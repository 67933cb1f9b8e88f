import { ConflictError } from '@backstage/errors';
import {
  workspaceDeletePermission,
  workspaceUpdatePermission,
  type StartWorkspaceRequest,
} from '@backstage-cde/plugin-cde-common';
import type { QuotaService } from '../quotas';
import {
  decideDelete,
  decideRestart,
  decideStart,
  decideStop,
  type DesiredChange,
  type WorkspaceRecord,
  type WorkspaceStore,
} from '../workspaces';
import type { AuditedAct, AuditLog } from './AuditLog';
import type { Replacing, StartPlanner } from './StartPlanner';
import type { Caller, Notifier, Runtime } from './types';
import {
  notFound,
  type WorkspacePermission,
  type WorkspaceReader,
} from './WorkspaceReader';

/** What may use more than before, so that limits are asked; the others have to be possible whatever happens. */
const MAY_GROW = new Set<AuditedAct>(['workspace-start', 'workspace-restart']);

export interface WorkspaceOperatorOptions {
  store: WorkspaceStore;
  reader: WorkspaceReader;
  audit: AuditLog;
  quotas: Pick<QuotaService, 'admission'>;
  starts: Pick<StartPlanner, 'prepareStart'>;
  runtime: Runtime;
  notifier: Notifier;
}

type Decide = (
  current: WorkspaceRecord,
  actor: string,
) => DesiredChange | undefined;

/** Starts, stops, restarts and deletes workspaces. */
export class WorkspaceOperator {
  readonly #options: WorkspaceOperatorOptions;

  constructor(options: WorkspaceOperatorOptions) {
    this.#options = options;
  }

  /** Starts what is stopped, tries again what has failed. */
  async start(
    caller: Caller,
    id: string,
    request: StartWorkspaceRequest = {},
  ): Promise<WorkspaceRecord> {
    return this.#startWith(caller, id, 'workspace-start', decideStart, request);
  }

  /** Ends the pod and keeps the volume. */
  async stop(caller: Caller, id: string): Promise<WorkspaceRecord> {
    return this.#change(
      caller,
      id,
      'workspace-stop',
      workspaceUpdatePermission,
      decideStop,
    );
  }

  async restart(
    caller: Caller,
    id: string,
    request: StartWorkspaceRequest = {},
  ): Promise<WorkspaceRecord> {
    return this.#startWith(
      caller,
      id,
      'workspace-restart',
      decideRestart,
      request,
    );
  }

  /** Deletes it with all that it keeps. */
  async delete(caller: Caller, id: string): Promise<WorkspaceRecord> {
    return this.#change(
      caller,
      id,
      'workspace-delete',
      workspaceDeletePermission,
      decideDelete,
    );
  }

  /** A start applies what was changed, chosen or is due since the last one. */
  async #startWith(
    caller: Caller,
    id: string,
    act: AuditedAct,
    decide: Decide,
    { parameters = {} }: StartWorkspaceRequest,
  ): Promise<WorkspaceRecord> {
    return this.#change(
      caller,
      id,
      act,
      workspaceUpdatePermission,
      decide,
      async found => {
        const replacing = await this.#options.starts.prepareStart(
          found,
          parameters,
        );
        return (row, actor) => {
          const change = decide(row, actor);
          if (!change && Object.keys(parameters).length > 0) {
            throw new ConflictError(
              `The workspace '${row.name}' runs already; restart it to give it parameters`,
            );
          }
          return change && replaced(row, change, replacing(row));
        };
      },
    );
  }

  /** @param prepare - looks up, beforehand, what deciding needs */
  async #change(
    caller: Caller,
    id: string,
    act: AuditedAct,
    permission: WorkspacePermission,
    decide: Decide,
    prepare: (found: WorkspaceRecord) => Promise<Decide> = async () => decide,
  ): Promise<WorkspaceRecord> {
    const { store, reader, audit, quotas, runtime, notifier } = this.#options;
    const found = await reader.find(caller, id, permission, act);
    const { record, changed } = await audit.record(
      act,
      caller,
      { workspaceId: id, workspaceName: found.name },
      async () => {
        const decideNow = await prepare(found);
        const result = await store.changeDesired(
          id,
          row => decideNow(row, caller.credentials.principal.userEntityRef),
          MAY_GROW.has(act) ? { admission: await quotas.admission(found) } : {},
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
    return record;
  }
}

/** A start that also makes something else of the row says so on the timeline. */
function replaced(
  { templateRevision }: WorkspaceRecord,
  change: DesiredChange,
  replace: ReturnType<Replacing>,
): DesiredChange {
  const isUpdate =
    replace.templateRevision !== undefined &&
    replace.templateRevision !== templateRevision;
  return {
    ...change,
    replace: { ...change.replace, ...replace },
    event: {
      ...change.event,
      ...(isUpdate && {
        detail: `template revision ${templateRevision} → ${replace.templateRevision}`,
      }),
    },
  };
}
