import type {
  TemplateDetails,
  TemplateDraft,
  TemplatePreview,
  TemplatePreviewRequest,
  TemplateProblem,
  TemplateRevision,
  TemplateRevisionSummary,
  TemplateState,
  TemplateSummary,
} from '@backstage-cde/plugin-cde-common';
import type { RequestOptions } from './CdeApi';

/** Workspace templates: content, drafts, revisions. @public */
export interface TemplatesApi {
  listTemplates(options?: RequestOptions): Promise<TemplateSummary[]>;
  getTemplate(id: string, options?: RequestOptions): Promise<TemplateDetails>;
  /** Makes a template with a draft; also the way of an import. */
  createTemplate(yaml: string): Promise<TemplateDetails>;
  /**
   * A conflict where somebody else was faster.
   * @param version - of the draft that was changed; 0 for the first
   * @param baseRevision - the published revision that a first draft began from; 0 for none
   */
  saveDraft(
    id: string,
    yaml: string,
    version: number,
    baseRevision?: number,
  ): Promise<TemplateDraft>;
  discardDraft(id: string, version: number): Promise<void>;
  /** What is wrong with a text, without saving it. */
  validateTemplate(
    yaml: string,
    options?: RequestOptions,
  ): Promise<TemplateProblem[]>;
  previewTemplate(
    request: TemplatePreviewRequest,
    options?: RequestOptions,
  ): Promise<TemplatePreview>;
  /** Makes the draft of this version the next revision. */
  publishTemplate(
    id: string,
    request: { version: number; note: string; deadline?: string },
  ): Promise<TemplateDetails>;
  /** A new revision with the content of an old one. */
  rollBackTemplate(
    id: string,
    request: { revision: number; note: string },
  ): Promise<TemplateDetails>;
  setTemplateState(id: string, state: TemplateState): Promise<TemplateDetails>;
  deleteTemplate(id: string): Promise<void>;
  listTemplateRevisions(
    id: string,
    options?: RequestOptions,
  ): Promise<TemplateRevisionSummary[]>;
  getTemplateRevision(
    id: string,
    revision: number,
    options?: RequestOptions,
  ): Promise<TemplateRevision>;
}
