import { randomUUID } from 'node:crypto';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import {
  workspaceOpenPermission,
  type OpenTicket,
} from '@backstage-cde/plugin-cde-common';
import type { GrantBasis, WorkspaceAccess } from '../permissions';
import {
  possibleActs,
  type DesiredChange,
  type WorkspaceRecord,
  type WorkspaceStore,
} from '../workspaces';
import type { AuditLog } from './AuditLog';
import type { Caller, Notifier, Runtime } from './types';
import type { WorkspaceReader } from './WorkspaceReader';

export interface WorkspaceOpenerOptions {
  store: WorkspaceStore;
  access: WorkspaceAccess;
  reader: WorkspaceReader;
  audit: AuditLog;
  runtime: Runtime;
  notifier: Notifier;
  logger: LoggerService;
}

/** Lets people into workspaces. */
export class WorkspaceOpener {
  readonly #options: WorkspaceOpenerOptions;

  constructor(options: WorkspaceOpenerOptions) {
    this.#options = options;
  }

  /**
   * A link for one use that lets the caller in. Who is neither owner nor was given the workspace is
   * announced to the owner first.
   * @throws ConflictError where it does not run
   */
  async open(
    caller: Caller,
    id: string,
    target: 'ide' | { port: number },
  ): Promise<OpenTicket> {
    const { access, reader, audit, runtime } = this.#options;
    const record = reader.asSeen(
      await reader.find(caller, id, workspaceOpenPermission, 'workspace-open'),
    );
    const grantedBy = await access.grantBasis(caller.credentials, record);
    const userRef = caller.credentials.principal.userEntityRef;
    const isAnnounced = grantedBy === 'administrator' || grantedBy === 'policy';
    const meta = {
      workspaceId: id,
      workspaceName: record.name,
      owner: record.ownerRef,
      grantedBy,
      target: target === 'ide' ? target : `port/${target.port}`,
    };
    const ticket = await audit.record(
      isAnnounced ? 'workspace-enter-other' : 'workspace-open',
      caller,
      meta,
      async () => {
        checkRuns(record);
        if (isAnnounced) {
          await this.#announce(record, userRef, grantedBy);
        }
        const request = { workspaceId: id, userRef, target, grantedBy };
        return { result: await runtime.issueTicket(request) };
      },
    );
    if (target === 'ide') {
      this.#attach(record);
    }
    return ticket;
  }

  /** On the timeline and to the owner, before anybody is in. */
  async #announce(
    { id }: WorkspaceRecord,
    userRef: string,
    grantedBy: GrantBasis,
  ): Promise<void> {
    const { store, runtime, notifier } = this.#options;
    const result = await store.changeDesired(id, row =>
      entryOf(row, userRef, grantedBy),
    );
    if (result) {
      runtime.wake(id);
      notifier.changed(result.record);
    }
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

/** Nothing of the workspace becomes another; that somebody comes in is kept and told. */
function entryOf(
  row: WorkspaceRecord,
  userRef: string,
  grantedBy: GrantBasis,
): DesiredChange {
  const key = `open:${randomUUID()}`;
  const as =
    grantedBy === 'administrator' ? 'as an administrator' : 'by policy';
  return {
    desired: row.desired,
    newRun: false,
    phase: row.phase,
    event: { key, step: 'open', state: 'info', detail: as, actor: userRef },
    notify: [
      {
        key,
        recipient: row.ownerRef,
        title: `${userRef} enters your workspace '${row.name}' ${as}`,
        description: 'The entry is in the audit.',
        link: `/workspaces/${row.id}`,
        severity: 'high',
      },
    ],
  };
}

/** @throws ConflictError */
function checkRuns(record: WorkspaceRecord) {
  if (!possibleActs(record).includes('open')) {
    const why = record.cause ? ` (${record.cause.message})` : '';
    throw new ConflictError(
      `The workspace '${
        record.name
      }' is ${record.phase.toLowerCase()}${why}, so it cannot be opened; start it and wait until it runs`,
    );
  }
}
