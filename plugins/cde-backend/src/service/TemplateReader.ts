import { NotAllowedError } from '@backstage/errors';
import {
  TEMPLATE_SOURCE_ANNOTATION,
  templateDeletePermission,
  templatePublishPermission,
  templateReadPermission,
  templateUpdatePermission,
  templateUsePermission,
  type TemplateAct,
  type TemplateDetails,
  type TemplateRevision,
  type TemplateRevisionSummary,
  type TemplateSummary,
  type WorkspaceTemplateDocument,
} from '@backstage-cde/plugin-cde-common';
import type {
  TemplateAccess,
  TemplatePermission,
  TemplateTest,
} from '../permissions';
import {
  draftProblems,
  noTemplate,
  presentRevision,
  presentTemplate,
  presentTemplateDetails,
  shownState,
  type DatabaseTemplateStore,
  type RevisionUse,
  type TemplateRecord,
  type TemplateSync,
  type TemplateValidator,
} from '../templates';
import type { AuditedAct, AuditLog } from './AuditLog';
import type { Caller } from './types';

const PERMISSION_OF = {
  use: templateUsePermission,
  update: templateUpdatePermission,
  publish: templatePublishPermission,
  delete: templateDeletePermission,
} satisfies Record<TemplateAct, TemplatePermission>;

const ACTS = Object.keys(PERMISSION_OF) as TemplateAct[];

const ALL_PERMISSIONS: TemplatePermission[] = [
  templateReadPermission,
  ...Object.values(PERMISSION_OF),
];

export interface TemplateReaderOptions {
  store: DatabaseTemplateStore;
  access: TemplateAccess;
  sync: Pick<TemplateSync, 'refresh'>;
  audit: AuditLog;
  validate: TemplateValidator;
}

/** Shows templates. What the caller may not see does not exist for them: NotFoundError. */
export class TemplateReader {
  readonly #options: TemplateReaderOptions;

  constructor(options: TemplateReaderOptions) {
    this.#options = options;
  }

  async list(caller: Caller): Promise<TemplateSummary[]> {
    const { store, access, sync } = this.#options;
    await sync.refresh();
    const [filter, test] = await Promise.all([
      access.readFilter(caller.credentials),
      access.tests(caller.credentials, ALL_PERMISSIONS),
    ]);
    const seen = (await store.list(filter)).filter(template =>
      test(templateReadPermission, template),
    );
    const ids = seen.map(({ id }) => id);
    const [useOf, revisions] = await Promise.all([
      this.#useOf(caller, seen, test),
      store.revisions(ids),
    ]);
    return seen.map(template =>
      presentTemplate(template, {
        allowed: allowedActs(template, test),
        use: useOf(template.id),
        publishedAt: revisions.find(
          ({ templateId, revision }) =>
            templateId === template.id &&
            revision === template.publishedRevision,
        )?.publishedAt,
      }),
    );
  }

  async get(caller: Caller, id: string): Promise<TemplateDetails> {
    await this.#options.sync.refresh();
    return this.present(
      caller,
      await this.find(caller, id, templateReadPermission, 'template-read'),
    );
  }

  async present(
    caller: Caller,
    template: TemplateRecord,
  ): Promise<TemplateDetails> {
    const { store, access, validate } = this.#options;
    const { id, publishedRevision } = template;
    const test = await access.tests(caller.credentials, ALL_PERMISSIONS);
    const [useOf, revision] = await Promise.all([
      this.#useOf(caller, [template], test),
      publishedRevision === null
        ? undefined
        : store.revision(id, publishedRevision),
    ]);
    return presentTemplateDetails(template, {
      allowed: allowedActs(template, test),
      use: useOf(id),
      revision,
      problems: draftProblems(template, validate),
    });
  }

  async revisions(
    caller: Caller,
    id: string,
  ): Promise<TemplateRevisionSummary[]> {
    const { store, access } = this.#options;
    const template = await this.find(
      caller,
      id,
      templateReadPermission,
      'template-read',
    );
    const test = await access.tests(caller.credentials, ALL_PERMISSIONS);
    const useOf = await this.#useOf(caller, [template], test);
    return (await store.revisions([id])).map(revision =>
      presentRevision(revision, useOf(id)),
    );
  }

  async revision(
    caller: Caller,
    id: string,
    number: number,
  ): Promise<TemplateRevision> {
    const summary = (await this.revisions(caller, id)).find(
      ({ revision }) => revision === number,
    );
    const record = await this.#options.store.revision(id, number);
    if (!summary || !record) {
      throw noTemplate(`${id}, revision ${number}`);
    }
    return { ...summary, yaml: record.yaml };
  }

  /** For the catalog: what the portal and the configuration have published. */
  async catalogDocuments(): Promise<WorkspaceTemplateDocument[]> {
    return (await this.#options.store.published())
      .filter(
        ({ template }) =>
          template.source !== 'git' && template.state !== 'gone',
      )
      .map(({ template, revision: { document } }) => ({
        ...document,
        metadata: {
          ...document.metadata,
          annotations: {
            ...document.metadata.annotations,
            [TEMPLATE_SOURCE_ANNOTATION]: template.source,
          },
        },
        spec: { ...document.spec, lifecycle: shownState(template.state) },
      }));
  }

  /**
   * A template that the caller may see and has the permission for; a denial is audited.
   * @throws NotFoundError, or NotAllowedError where it may be seen, but not this be done
   */
  async find(
    caller: Caller,
    id: string,
    permission: TemplatePermission,
    act: AuditedAct,
  ): Promise<TemplateRecord> {
    const { store, access, audit } = this.#options;
    const template = await store.get(id);
    if (!template) {
      throw noTemplate(id);
    }
    const test = await access.tests(caller.credentials, [
      templateReadPermission,
      permission,
    ]);
    const visible = test(templateReadPermission, template);
    if (visible && test(permission, template)) {
      return template;
    }
    return audit.record(act, caller, { templateId: id }, async () => {
      throw visible
        ? new NotAllowedError(
            `You may see the template '${id}', but not do this with it (permission ${permission.name})`,
          )
        : noTemplate(id);
    });
  }

  /** Who works on a template may count all of its workspaces, others their own. */
  async #useOf(
    caller: Caller,
    templates: TemplateRecord[],
    test: TemplateTest,
  ) {
    const { store } = this.#options;
    const isOurs = (template: TemplateRecord) =>
      test(templateUpdatePermission, template);
    const idsOf = (wanted: boolean) =>
      templates
        .filter(template => isOurs(template) === wanted)
        .map(({ id }) => id);
    const [all, own] = await Promise.all([
      store.use(idsOf(true)),
      store.use(idsOf(false), caller.credentials.principal.userEntityRef),
    ]);
    const uses = [...all, ...own];
    return (id: string): RevisionUse[] =>
      uses.filter(({ templateId }) => templateId === id);
  }
}

/** What makes sense now and is allowed. */
function allowedActs(
  template: TemplateRecord,
  test: TemplateTest,
): TemplateAct[] {
  const { source, state, publishedRevision } = template;
  const possible: Record<TemplateAct, boolean> = {
    use: state === 'active' && publishedRevision !== null,
    update: source === 'portal',
    publish: source === 'portal',
    delete: source === 'portal' || state === 'gone',
  };
  return ACTS.filter(
    act => possible[act] && test(PERMISSION_OF[act], template),
  );
}
