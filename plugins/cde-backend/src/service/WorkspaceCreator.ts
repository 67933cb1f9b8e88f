import { createHash } from 'node:crypto';
import { NotAllowedError } from '@backstage/errors';
import type { CreateWorkspaceRequest } from '@backstage-cde/plugin-cde-common';
import type { CreationPlanner } from '../creation';
import type { WorkspaceAccess } from '../permissions';
import type { QuotaService } from '../quotas';
import type {
  IdempotencyClaim,
  WorkspaceRecord,
  WorkspaceStore,
} from '../workspaces';
import type { AuditLog } from './AuditLog';
import type { Caller, Notifier, Runtime } from './types';

export interface WorkspaceCreatorOptions {
  store: WorkspaceStore;
  planner: CreationPlanner;
  access: WorkspaceAccess;
  audit: AuditLog;
  quotas: Pick<QuotaService, 'admission'>;
  runtime: Pick<Runtime, 'wake'>;
  notifier: Notifier;
}

/** Makes workspaces. */
export class WorkspaceCreator {
  readonly #options: WorkspaceCreatorOptions;

  constructor(options: WorkspaceCreatorOptions) {
    this.#options = options;
  }

  /**
   * Makes a workspace, or returns the one that the same key made before (`created: false`).
   * @throws NotAllowedError, InputError, ConflictError, ServiceUnavailableError with cause and cure
   */
  async create(
    caller: Caller,
    request: CreateWorkspaceRequest,
    idempotencyKey?: string,
  ): Promise<{ record: WorkspaceRecord; created: boolean }> {
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
    return { record, created };
  }

  async #create(
    caller: Caller,
    request: CreateWorkspaceRequest,
    idempotencyKey: string | undefined,
  ) {
    const { store, planner, access, quotas } = this.#options;
    const ref = caller.credentials.principal.userEntityRef;
    if (!(await access.mayCreate(caller.credentials))) {
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
      await quotas.admission(workspace),
    );
  }
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
