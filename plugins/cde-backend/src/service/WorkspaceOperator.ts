import type { LoggerService } from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import {
  workspaceDeletePermission,
  workspaceOpenPermission,
  workspaceUpdatePermission,
  type OpenTicket,
} from '@backstage-cde/plugin-cde-common';
import type { QuotaService } from '../quotas';
import {
  decideDelete,
  decideRestart,
  decideStart,
  decideStop,
  possibleActs,
  type DesiredChange,
  type WorkspaceRecord,
  type WorkspaceStore,
} from '../workspaces';
import type { AuditedAct, AuditLog } from './AuditLog';
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
  runtime: Runtime;
  notifier: Notifier;
  logger: LoggerService;
}

/** Starts, stops, restarts, deletes and opens workspaces. */
export class WorkspaceOperator {
  readonly #options: WorkspaceOperatorOptions;

  constructor(options: WorkspaceOperatorOptions) {
    this.#options = options;
  }

  /** Starts what is stopped, tries again what has failed. */
  async start(caller: Caller, id: string): Promise<WorkspaceRecord> {
    return this.#change(
      caller,
      id,
      'workspace-start',
      workspaceUpdatePermission,
      decideStart,
    );
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

  async restart(caller: Caller, id: string): Promise<WorkspaceRecord> {
    return this.#change(
      caller,
      id,
      'workspace-restart',
      workspaceUpdatePermission,
      decideRestart,
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

  /** A link for one use that lets the caller in. @throws ConflictError where it does not run */
  async open(
    caller: Caller,
    id: string,
    target: 'ide' | { port: number },
  ): Promise<OpenTicket> {
    const { reader, audit, runtime } = this.#options;
    const record = reader.asSeen(
      await reader.find(caller, id, workspaceOpenPermission, 'workspace-open'),
    );
    const userRef = caller.credentials.principal.userEntityRef;
    const meta = {
      workspaceId: id,
      target: target === 'ide' ? target : `port/${target.port}`,
    };
    const ticket = await audit.record(
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
          result: await runtime.issueTicket({
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

  async #change(
    caller: Caller,
    id: string,
    act: AuditedAct,
    permission: WorkspacePermission,
    decide: (
      current: WorkspaceRecord,
      actor: string,
    ) => DesiredChange | undefined,
  ): Promise<WorkspaceRecord> {
    const { store, reader, audit, quotas, runtime, notifier } = this.#options;
    const found = await reader.find(caller, id, permission, act);
    const { record, changed } = await audit.record(
      act,
      caller,
      { workspaceId: id },
      async () => {
        const result = await store.changeDesired(
          id,
          row => decide(row, caller.credentials.principal.userEntityRef),
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
