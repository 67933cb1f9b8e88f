import { ConflictError, NotFoundError } from '@backstage/errors';
import type { TemplateRecord } from './types';

/** Says the same of what does not exist and of what may not be seen. */
export function noTemplate(id: string): NotFoundError {
  return new NotFoundError(`There is no workspace template '${id}'`);
}

/** Somebody else was faster: says who and when. */
export function draftConflict({
  id,
  draft,
  publishedRevision,
}: TemplateRecord): ConflictError {
  const now = draft
    ? `${draft.changedBy} changed it on ${new Date(
        draft.changedAt,
      ).toISOString()}`
    : `it was published or discarded; the published revision is ${
        publishedRevision ?? 'none'
      }`;
  return new ConflictError(
    `The draft of '${id}' is not the one that you began from: ${now}. Nothing was overwritten; look at it again, and put your changes into it`,
  );
}

export function nameTaken({ id, source }: TemplateRecord): ConflictError {
  const where = {
    config: 'the configuration (cde.templates)',
    git: 'Git, through the catalog',
    portal: 'the portal',
  }[source];
  return new ConflictError(
    `There is a template '${id}' already, from ${where}; choose another metadata.name`,
  );
}

export function stillUsed(
  { id }: TemplateRecord,
  workspaces: number,
): ConflictError {
  return new ConflictError(
    `${workspaces} ${
      workspaces === 1 ? 'workspace uses' : 'workspaces use'
    } the template '${id}', so it cannot be deleted; retire it, or delete them first`,
  );
}

/** What is edited where its truth is. */
export function readOnly({ id, source, location }: TemplateRecord) {
  const where =
    source === 'config'
      ? "the portal's configuration, under cde.templates"
      : `Git${location ? `: ${location}` : ''}`;
  return new ConflictError(
    `The template '${id}' comes from ${where}; change it there, or export it and import it under another name`,
  );
}
