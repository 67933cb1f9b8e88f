import { ConflictError, InputError, NotAllowedError } from '@backstage/errors';
import {
  templateCreatePermission,
  templateDeletePermission,
  templateId,
  templatePrivilegePermission,
  templatePublishPermission,
  templateUpdatePermission,
  type TemplateDetails,
  type TemplateDraft,
  type TemplateProblem,
  type TemplateState,
  type WorkspaceTemplateDocument,
} from '@backstage-cde/plugin-cde-common';
import type { AuditMeta } from '../audit';
import type { TemplatePermission, WorkspaceAccess } from '../permissions';
import {
  deadlineOf,
  noTemplate,
  presentDraft,
  readDraft,
  readOnly,
  refuseProblems,
  type DatabaseTemplateStore,
  type NewRevision,
  type TemplateEvents,
  type TemplateRecord,
  type TemplateValidator,
} from '../templates';
import type { AuditedAct, AuditLog } from './AuditLog';
import type { TemplateReader } from './TemplateReader';
import type { Caller } from './types';

export interface TemplateEditorOptions {
  store: DatabaseTemplateStore;
  access: Pick<WorkspaceAccess, 'isAllowed'>;
  reader: TemplateReader;
  audit: AuditLog;
  events: TemplateEvents;
  validate: TemplateValidator;
}

/** Makes, changes and ends templates of the portal. */
export class TemplateEditor {
  readonly #options: TemplateEditorOptions;

  constructor(options: TemplateEditorOptions) {
    this.#options = options;
  }

  /** What is wrong with a text; nothing is kept of it. */
  validate(yaml: string): TemplateProblem[] {
    return this.#options.validate(yaml).problems;
  }

  /** A template with a draft; also the way of an import. @throws InputError, ConflictError, NotAllowedError */
  async create(caller: Caller, yaml: string): Promise<TemplateDetails> {
    const { store, access, audit, reader, validate } = this.#options;
    const read = validate(yaml);
    const id = read.document && templateId(read.document);
    const created = await audit.record(
      'template-create',
      caller,
      { templateId: id ?? null },
      async () => {
        if (
          !(await access.isAllowed(
            caller.credentials,
            templateCreatePermission,
          ))
        ) {
          throw new NotAllowedError(
            'You may not make templates; ask the platform team for the permission cde.template.create',
          );
        }
        const { document, problems } = id
          ? readDraft(id, yaml, validate)
          : read;
        refuseProblems('The template is not valid', problems);
        if (!id || !document) {
          throw new InputError('The template is not valid');
        }
        const author = userOf(caller);
        return { result: await store.create(id, document, { yaml, author }) };
      },
    );
    return reader.present(caller, created);
  }

  /** @throws ConflictError where somebody was faster; nothing is overwritten */
  async saveDraft(
    caller: Caller,
    id: string,
    draft: { yaml: string; version: number; baseRevision?: number },
  ): Promise<TemplateDraft> {
    const { store, validate } = this.#options;
    const { yaml, ...seen } = draft;
    const { document, problems } = readDraft(id, yaml, validate);
    const saved = await this.#act(
      caller,
      id,
      { act: 'template-save-draft', permission: templateUpdatePermission },
      () =>
        store.saveDraft(id, { yaml, author: userOf(caller) }, seen, document),
    );
    if (!saved.draft) {
      throw new ConflictError(`The draft of '${id}' is gone again`);
    }
    return presentDraft(saved.draft, saved.draftVersion, problems);
  }

  /** @throws ConflictError where it is another draft by now */
  async discardDraft(
    caller: Caller,
    id: string,
    version: number,
  ): Promise<void> {
    await this.#act(
      caller,
      id,
      {
        act: 'template-save-draft',
        permission: templateUpdatePermission,
        meta: { state: 'discarded' },
      },
      () => this.#options.store.discardDraft(id, version),
    );
  }

  /** Makes the draft of this version the next revision. @throws InputError where it is not valid */
  async publish(
    caller: Caller,
    id: string,
    request: { version: number; note: string; deadline?: string },
  ): Promise<TemplateDetails> {
    const { store, validate } = this.#options;
    return this.#published(
      caller,
      id,
      { act: 'template-publish', permission: templatePublishPermission },
      async template => {
        const yaml = template.draft?.yaml;
        if (yaml === undefined) {
          throw new ConflictError(
            `The template '${id}' has no draft to publish`,
          );
        }
        const { document, problems } = readDraft(id, yaml, validate);
        refuseProblems('The draft cannot be published', problems);
        if (!document) {
          throw new InputError('The draft cannot be published');
        }
        await this.#checkPrivilege(caller, document);
        return store.publish(id, request.version, {
          document,
          yaml,
          note: request.note,
          author: userOf(caller),
          deadline: readDeadline(request.deadline) ?? deadlineOf(document),
        });
      },
    );
  }

  /** A new revision with the content of an old one. @throws InputError where the old one is not valid any more */
  async rollBack(
    caller: Caller,
    id: string,
    request: { revision: number; note: string },
  ): Promise<TemplateDetails> {
    const { store, validate } = this.#options;
    return this.#published(
      caller,
      id,
      {
        act: 'template-rollback',
        permission: templatePublishPermission,
        meta: { from: request.revision },
      },
      async () => {
        const old = await store.revision(id, request.revision);
        if (!old) {
          throw noTemplate(`${id}, revision ${request.revision}`);
        }
        const { document, problems } = readDraft(id, old.yaml, validate);
        refuseProblems(
          `Revision ${request.revision} is not valid any more`,
          problems,
        );
        if (!document) {
          throw new InputError(
            `Revision ${request.revision} is not valid any more`,
          );
        }
        await this.#checkPrivilege(caller, document);
        const revision: NewRevision = {
          document,
          yaml: old.yaml,
          note: request.note,
          author: userOf(caller),
          deadline: deadlineOf(document),
          rolledBackFrom: old.revision,
        };
        return store.rollBack(id, revision);
      },
    );
  }

  /** Deprecates, retires, or takes that back. */
  async setState(
    caller: Caller,
    id: string,
    state: TemplateState,
  ): Promise<TemplateDetails> {
    return this.#published(
      caller,
      id,
      {
        act: 'template-state',
        permission: templatePublishPermission,
        meta: { state },
      },
      () => this.#options.store.setState(id, state),
    );
  }

  /** @throws ConflictError where workspaces use it */
  async delete(caller: Caller, id: string): Promise<void> {
    const { store, events } = this.#options;
    await this.#act(
      caller,
      id,
      { act: 'template-delete', permission: templateDeletePermission },
      () => store.delete(id),
      ({ state }) => state === 'gone',
    );
    events.changed(id);
  }

  async #published(
    caller: Caller,
    id: string,
    what: AuditedChange,
    work: (template: TemplateRecord) => Promise<TemplateRecord>,
  ): Promise<TemplateDetails> {
    const { events, reader } = this.#options;
    const changed = await this.#act(caller, id, what, work);
    events.changed(id);
    return reader.present(caller, changed);
  }

  async #act<T>(
    caller: Caller,
    id: string,
    { act, permission, meta = {} }: AuditedChange,
    work: (template: TemplateRecord) => Promise<T>,
    mayBeForeign: (template: TemplateRecord) => boolean = () => false,
  ): Promise<T> {
    const { reader, audit } = this.#options;
    const template = await reader.find(caller, id, permission, act);
    return audit.record(act, caller, { templateId: id, ...meta }, async () => {
      if (template.source !== 'portal' && !mayBeForeign(template)) {
        throw readOnly(template);
      }
      return { result: await work(template) };
    });
  }

  async #checkPrivilege(
    caller: Caller,
    { spec }: WorkspaceTemplateDocument,
  ): Promise<void> {
    if (
      spec.privileged &&
      !(await this.#options.access.isAllowed(
        caller.credentials,
        templatePrivilegePermission,
      ))
    ) {
      throw new NotAllowedError(
        'Workspaces of this template run privileged; publishing it needs the permission cde.template.privilege. Ask an administrator, or take spec.privileged out',
      );
    }
  }
}

interface AuditedChange {
  act: AuditedAct;
  permission: TemplatePermission;
  meta?: AuditMeta;
}

function userOf({ credentials }: Caller): string {
  return credentials.principal.userEntityRef;
}

function readDeadline(text: string | undefined): number | undefined {
  if (text === undefined) {
    return undefined;
  }
  const instant = Date.parse(text);
  if (Number.isNaN(instant)) {
    throw new InputError(
      `The deadline '${text}' is not a time; write for example 2026-12-24T18:00:00Z`,
    );
  }
  return instant;
}
