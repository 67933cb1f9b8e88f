import { isError, NotAllowedError } from '@backstage/errors';
import {
  templateCreatePermission,
  templateId,
  templateReadPermission,
  templateUpdatePermission,
  type PreviewObject,
  type TemplatePreview,
  type TemplatePreviewRequest,
  type TemplateProblem,
  type WorkspaceTemplateDocument,
} from '@backstage-cde/plugin-cde-common';
import type { CreationPlanner } from '../creation';
import type { TemplateAccess, WorkspaceAccess } from '../permissions';
import {
  matchOf,
  type DatabaseTemplateStore,
  type PreviewObjects,
  type TemplateRecord,
  type TemplateValidator,
} from '../templates';
import type { AuditLog } from './AuditLog';
import type { Caller } from './types';

export interface TemplatePreviewerOptions {
  store: DatabaseTemplateStore;
  access: Pick<WorkspaceAccess, 'isAllowed'>;
  templateAccess: TemplateAccess;
  planner: CreationPlanner;
  audit: AuditLog;
  validate: TemplateValidator;
  /** Builds what a workspace would get, and asks the API server about it. */
  previewObjects: PreviewObjects;
}

/** Shows what a template would make for a component, before it is published. */
export class TemplatePreviewer {
  readonly #options: TemplatePreviewerOptions;

  constructor(options: TemplatePreviewerOptions) {
    this.#options = options;
  }

  /** @throws InputError for the component or the parameters; what is wrong with the text is in the answer */
  async preview(
    caller: Caller,
    request: TemplatePreviewRequest,
  ): Promise<TemplatePreview> {
    const { store, planner, validate } = this.#options;
    const { document, problems } = validate(request.yaml);
    const record = document && (await store.get(templateId(document)));
    await this.#check(caller, record);
    if (!document) {
      return { problems, objects: [] };
    }
    const { component } = await planner.source(
      { component: request.component },
      caller.credentials,
    );
    const published = record && (await this.#published(record));
    const comparison =
      published && (await this.#comparison(caller, request, published));
    return {
      problems: [...problems, ...(comparison?.problems ?? [])],
      applies:
        matchOf(
          {
            id: templateId(document),
            appliesTo: document.spec.appliesTo ?? null,
          },
          component?.entity,
        ) !== undefined,
      objects: await this.#objects(caller, request, document),
      ...(comparison?.objects && { published: comparison.objects }),
    };
  }

  /** What the published revision makes; where it does not take these values, a warning instead. */
  async #comparison(
    caller: Caller,
    { parameters, ...request }: TemplatePreviewRequest,
    published: WorkspaceTemplateDocument,
  ): Promise<{ objects?: PreviewObject[]; problems: TemplateProblem[] }> {
    try {
      const objects = await this.#objects(
        caller,
        { ...request, parameters: knownTo(published, parameters ?? {}) },
        published,
      );
      return { objects, problems: [] };
    } catch (error) {
      if (!isError(error) || error.name !== 'InputError') {
        throw error;
      }
      const message = `There is no comparison with the published revision: ${error.message}`;
      return { problems: [{ severity: 'warning', path: '', message }] };
    }
  }

  /** Those who work on the template, or may make one. */
  async #check(
    caller: Caller,
    record: TemplateRecord | undefined,
  ): Promise<void> {
    const { access, templateAccess, audit } = this.#options;
    const test = await templateAccess.tests(caller.credentials, [
      templateReadPermission,
      templateUpdatePermission,
    ]);
    if (
      (record && test(templateUpdatePermission, record)) ||
      (await access.isAllowed(caller.credentials, templateCreatePermission))
    ) {
      return;
    }
    await audit.record('template-preview', caller, {}, async () => {
      throw new NotAllowedError(
        'Previews are for those who work on the template (permission cde.template.update) or make new ones (cde.template.create)',
      );
    });
  }

  async #published(
    record: TemplateRecord,
  ): Promise<WorkspaceTemplateDocument | undefined> {
    const { id, publishedRevision } = record;
    return publishedRevision === null
      ? undefined
      : (await this.#options.store.revision(id, publishedRevision))?.document;
  }

  async #objects(
    caller: Caller,
    { component, parameters, resourceClass }: TemplatePreviewRequest,
    document: WorkspaceTemplateDocument,
  ): Promise<PreviewObject[]> {
    const { planner, previewObjects } = this.#options;
    const hasClass =
      resourceClass !== undefined &&
      document.spec.resourceClasses.includes(resourceClass);
    const workspace = await planner.wouldBe(
      {
        component,
        ...(parameters && { parameters }),
        ...(hasClass && { resourceClass }),
      },
      { id: templateId(document), revision: 0, document },
      caller.credentials,
    );
    return previewObjects(workspace);
  }
}

/** Of the values, those that an older revision has parameters for. */
function knownTo(
  { spec }: WorkspaceTemplateDocument,
  values: NonNullable<TemplatePreviewRequest['parameters']>,
) {
  return Object.fromEntries(
    Object.entries(values).filter(([name]) =>
      Object.hasOwn(spec.parameters?.properties ?? {}, name),
    ),
  );
}
