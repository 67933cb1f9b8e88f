import {
  TEMPLATE_SOURCE_ANNOTATION,
  templateId,
  type TemplateProblem,
  type WorkspaceTemplateDocument,
} from '@backstage-cde/plugin-cde-common';
import type { TemplateValidator } from './sources';
import type { TemplateRecord } from './types';

/** What is wrong with a template's draft. */
export function draftProblems(
  { id, draft }: TemplateRecord,
  validate: TemplateValidator,
): TemplateProblem[] {
  return draft ? readDraft(id, draft.yaml, validate).problems : [];
}

/** Reads a text that shall be a template of this id; `document` only where nothing is wrong with it. */
export function readDraft(
  id: string,
  yaml: string,
  validate: TemplateValidator,
): { document?: WorkspaceTemplateDocument; problems: TemplateProblem[] } {
  const { document, problems } = validate(yaml);
  const own = document
    ? [...renamed(id, document), ...annotated(document)]
    : [];
  return {
    ...(own.length === 0 && document && { document }),
    problems: [...problems, ...own],
  };
}

function renamed(
  id: string,
  document: WorkspaceTemplateDocument,
): TemplateProblem[] {
  return templateId(document) === id
    ? []
    : [
        {
          severity: 'error',
          path: 'metadata.name',
          message: `metadata.name: the template is called '${id}', and a name cannot be changed; make a new template, and retire this one`,
        },
      ];
}

/** The portal says itself where an entity of the catalog comes from. */
function annotated({ metadata }: WorkspaceTemplateDocument): TemplateProblem[] {
  return metadata.annotations?.[TEMPLATE_SOURCE_ANNOTATION] === undefined
    ? []
    : [
        {
          severity: 'error',
          path: 'metadata.annotations',
          message: `metadata.annotations: ${TEMPLATE_SOURCE_ANNOTATION} is the portal's own; leave it out`,
        },
      ];
}
