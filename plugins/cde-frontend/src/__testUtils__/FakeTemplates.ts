import { ConflictError, NotFoundError } from '@backstage/errors';
import type {
  TemplateDetails,
  TemplatePreview,
  TemplatePreviewRequest,
  TemplateProblem,
  TemplateRevision,
  TemplateState,
  TemplateSummary,
} from '@backstage-cde/plugin-cde-common';
import { parse } from 'yaml';
import type { RequestOptions, TemplatesApi } from '../api';
import { FakeBackend } from './FakeBackend';
import { aTemplate } from './templateFixtures';

/** Templates in memory: drafts with versions, revisions, states. */
export class FakeTemplates extends FakeBackend implements TemplatesApi {
  templates: TemplateDetails[] = [];
  /** Of each template by its id, newest first. */
  revisions: Record<string, TemplateRevision[]> = {};
  /** What is wrong with a text. */
  problems: (yaml: string) => TemplateProblem[] = () => [];
  templatePreview: (request: TemplatePreviewRequest) => TemplatePreview = ({
    yaml,
  }) => ({ problems: this.problems(yaml), applies: true, objects: [] });
  /** Who changes drafts. */
  author = 'user:default/ana';

  /** Changes a template as somebody else would. */
  changeTemplate(
    id: string,
    changes: Partial<TemplateDetails>,
  ): TemplateDetails {
    const after = { ...this.#find(id), ...changes };
    this.templates = this.templates.map(template =>
      template.id === id ? after : template,
    );
    return after;
  }

  async listTemplates(_options?: RequestOptions): Promise<TemplateSummary[]> {
    await this.called('listTemplates');
    return this.templates.map(
      ({
        yaml: _yaml,
        spec: _spec,
        draft: _draft,
        entityRef: _entityRef,
        location: _location,
        usage: _usage,
        ...summary
      }) => summary,
    );
  }

  async getTemplate(id: string, _options?: RequestOptions) {
    await this.called('getTemplate', id);
    return this.#find(id);
  }

  async createTemplate(yaml: string) {
    await this.called('createTemplate', yaml);
    const { name, namespace, title } = parse(yaml).metadata;
    const id =
      namespace && namespace !== 'default' ? `${namespace}:${name}` : name;
    if (this.templates.some(template => template.id === id)) {
      throw new ConflictError(`There is a template '${id}' already.`);
    }
    const created = aTemplate({
      id,
      title: title ?? name,
      revision: undefined,
      publishedAt: undefined,
      yaml: undefined,
      spec: undefined,
      entityRef: undefined,
      workspaces: 0,
      usage: [],
      hasDraft: true,
      draft: this.#draft(yaml, 1, undefined),
    });
    this.templates = [...this.templates, created];
    return created;
  }

  async saveDraft(
    id: string,
    yaml: string,
    version: number,
    baseRevision?: number,
  ) {
    await this.called('saveDraft', id, yaml, version, baseRevision);
    const { draft, revision } = this.#seen(id, version, baseRevision);
    const next = this.#draft(
      yaml,
      version + 1,
      draft?.baseRevision ?? revision,
    );
    this.changeTemplate(id, { draft: next, hasDraft: true });
    return next;
  }

  async discardDraft(id: string, version: number) {
    await this.called('discardDraft', id, version);
    this.#seen(id, version);
    this.changeTemplate(id, { draft: undefined, hasDraft: false });
  }

  async validateTemplate(yaml: string, _options?: RequestOptions) {
    await this.called('validateTemplate', yaml);
    return this.problems(yaml);
  }

  async previewTemplate(
    request: TemplatePreviewRequest,
    _options?: RequestOptions,
  ) {
    await this.called('previewTemplate', request);
    return this.templatePreview(request);
  }

  async publishTemplate(
    id: string,
    request: { version: number; note: string; deadline?: string },
  ) {
    await this.called('publishTemplate', id, request);
    const { draft } = this.#seen(id, request.version);
    return this.#publish(id, draft!.yaml, request);
  }

  async rollBackTemplate(
    id: string,
    request: { revision: number; note: string },
  ) {
    await this.called('rollBackTemplate', id, request);
    const { yaml } = this.#revision(id, request.revision);
    return this.#publish(id, yaml, {
      note: request.note,
      rolledBackFrom: request.revision,
    });
  }

  async setTemplateState(id: string, state: TemplateState) {
    await this.called('setTemplateState', id, state);
    return this.changeTemplate(id, { state });
  }

  async deleteTemplate(id: string) {
    await this.called('deleteTemplate', id);
    if (this.#find(id).workspaces) {
      throw new ConflictError(`Workspaces were made from '${id}'.`);
    }
    this.templates = this.templates.filter(template => template.id !== id);
  }

  async listTemplateRevisions(id: string, _options?: RequestOptions) {
    await this.called('listTemplateRevisions', id);
    return (this.revisions[id] ?? []).map(
      ({ yaml: _yaml, ...summary }) => summary,
    );
  }

  async getTemplateRevision(
    id: string,
    revision: number,
    _options?: RequestOptions,
  ) {
    await this.called('getTemplateRevision', id, revision);
    return this.#revision(id, revision);
  }

  #publish(
    id: string,
    yaml: string,
    more: { note: string; deadline?: string; rolledBackFrom?: number },
  ): TemplateDetails {
    const earlier = this.revisions[id] ?? [];
    const revision: TemplateRevision = {
      revision: (earlier[0]?.revision ?? 0) + 1,
      note: more.note,
      author: this.author,
      publishedAt: new Date().toISOString(),
      workspaces: 0,
      yaml,
      ...(more.deadline && { deadline: more.deadline }),
      ...(more.rolledBackFrom && { rolledBackFrom: more.rolledBackFrom }),
    };
    this.revisions = { ...this.revisions, [id]: [revision, ...earlier] };
    return this.changeTemplate(id, {
      yaml,
      spec: parse(yaml).spec,
      revision: revision.revision,
      publishedAt: revision.publishedAt,
      entityRef: `workspacetemplate:default/${id}`,
      draft: undefined,
      hasDraft: false,
    });
  }

  #draft(yaml: string, version: number, baseRevision: number | undefined) {
    return {
      yaml,
      version,
      changedBy: this.author,
      changedAt: new Date().toISOString(),
      problems: this.problems(yaml),
      ...(baseRevision && { baseRevision }),
    };
  }

  /** The template, unless its draft has moved on since the caller saw it. */
  #seen(id: string, version: number, baseRevision?: number): TemplateDetails {
    const template = this.#find(id);
    const { draft, revision = 0 } = template;
    const hasMoved =
      !draft && baseRevision !== undefined && baseRevision !== revision;
    if ((draft?.version ?? 0) !== version || hasMoved) {
      throw new ConflictError(
        `${draft?.changedBy ?? 'Somebody'} has changed this draft meanwhile.`,
      );
    }
    return template;
  }

  #revision(id: string, revision: number): TemplateRevision {
    const found = this.revisions[id]?.find(each => each.revision === revision);
    if (!found) throw new NotFoundError(`No revision ${revision} of ${id}`);
    return found;
  }

  #find(id: string): TemplateDetails {
    const found = this.templates.find(template => template.id === id);
    if (!found) throw new NotFoundError(`No template ${id}`);
    return found;
  }
}
