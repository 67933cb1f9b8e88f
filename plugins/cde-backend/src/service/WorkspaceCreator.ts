import { createHash } from 'node:crypto';
import { NotAllowedError } from '@backstage/errors';
import type { CreateWorkspaceRequest } from '@backstage-cde/plugin-cde-common';
import type { CreationPlanner, Draft } from '../creation';
import type { WorkspaceAccess } from '../permissions';
import type { QuotaService } from '../quotas';
import {
  canonicalJson,
  templateAdmission,
  type DatabaseTemplateStore,
} from '../templates';
import type {
  Admission,
  IdempotencyClaim,
  NewWorkspace,
  WorkspaceRecord,
  WorkspaceStore,
} from '../workspaces';
import type { AuditLog } from './AuditLog';
import type { Caller, Notifier, Runtime } from './types';

/** Several have to fit into an entry of the audit. */
const SHORT_URL = 100;

export interface WorkspaceCreatorOptions {
  store: WorkspaceStore;
  planner: CreationPlanner;
  templates: Pick<DatabaseTemplateStore, 'holdForCreation'>;
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
      ...(request.additional?.length && {
        additional: request.additional.map(
          ({ component, repositoryUrl }) =>
            component ??
            withoutUserInfo(repositoryUrl)?.slice(0, SHORT_URL) ??
            null,
        ),
      }),
    };
    const { record, created } = await audit.record(
      'workspace-create',
      caller,
      meta,
      async () => {
        const result = await this.#create(caller, request, idempotencyKey);
        return {
          result,
          meta: {
            workspaceId: result.record.id,
            workspaceName: result.record.name,
            created: result.created,
          },
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
    const { store, planner, access, quotas, templates } = this.#options;
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
    if (!(await access.mayMake(caller.credentials, workspace))) {
      throw new NotAllowedError(
        `You may not make workspaces of the template '${workspace.templateName}' here (permission cde.workspace.create)`,
      );
    }
    await this.#refuseClosed(caller, workspace, draft);
    return store.create(
      workspace,
      { key: 'queued', step: 'queued', state: 'succeeded', actor: ref },
      claim,
      inOrder(
        templateAdmission(templates, workspace),
        await quotas.admission(workspace),
      ),
    );
  }

  /** A policy about components holds for each that is cloned, not only for the first. */
  async #refuseClosed(
    { credentials }: Caller,
    workspace: NewWorkspace,
    { additional }: Draft,
  ): Promise<void> {
    for (const source of additional) {
      const may = await this.#options.access.mayMake(
        credentials,
        madeFor(workspace, source),
      );
      if (!may) {
        throw new NotAllowedError(
          `You may not make workspaces with ${
            source.component?.ref ?? source.location.url
          } here (permission cde.workspace.create)`,
        );
      }
    }
  }
}

/** The same workspace, as if it were made for one of its further repositories. */
function madeFor(
  workspace: NewWorkspace,
  { component }: Draft['additional'][number],
): NewWorkspace {
  return {
    ...workspace,
    componentRef: component?.ref ?? null,
    componentOwnerRef: component?.ownerRef ?? null,
    systemRef: component?.systemRef ?? null,
  };
}

/** Asks several that decide about limits, one after the other. */
function inOrder(...admissions: Admission[]): Admission {
  return {
    async admit(trx, before, after) {
      for (const admission of admissions) {
        await admission.admit(trx, before, after);
      }
    },
  };
}

/** Equal for requests that mean the same, whatever the order of their keys. */
function hashOf(request: CreateWorkspaceRequest): string {
  return createHash('sha256').update(canonicalJson(request)).digest('hex');
}

/** Not even a refused request's credentials belong into the audit. */
function withoutUserInfo(url: string | undefined): string | null {
  return url?.replace(/\/\/[^/@]*@/, '//').slice(0, 300) ?? null;
}
