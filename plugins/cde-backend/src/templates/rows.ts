import { createHash } from 'node:crypto';
import {
  DEFAULT_NAMESPACE,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import type { WorkspaceTemplateDocument } from '@backstage-cde/plugin-cde-common';
import type {
  RevisionRecord,
  RevisionSummaryRecord,
  TemplateRecord,
} from './types';

const MAX_TEXT = 255;

/** A row as the driver returns it: PostgreSQL's bigints arrive as strings. */
export type Row = Record<string, string | number | boolean | null>;

/** The columns of a revision without its content. */
export const SUMMARY_COLUMNS = [
  'template_id',
  'revision',
  'note',
  'author',
  'published_at',
  'rolled_back_from',
  'deadline',
];

export function toTemplate(row: Row): TemplateRecord {
  return {
    id: String(row.id),
    name: String(row.name),
    namespace: String(row.namespace),
    source: String(row.source) as TemplateRecord['source'],
    location: textOrNull(row.location),
    ownerRef: String(row.owner_ref),
    title: String(row.title),
    description: textOrNull(row.description),
    tags: JSON.parse(String(row.tags)),
    appliesTo: row.applies_to === null ? null : JSON.parse(`${row.applies_to}`),
    privileged: Boolean(row.privileged),
    state: String(row.state) as TemplateRecord['state'],
    problem: textOrNull(row.problem),
    publishedRevision: numberOrNull(row.published_revision),
    draft:
      row.draft === null
        ? null
        : {
            yaml: String(row.draft),
            changedBy: String(row.draft_by),
            changedAt: Number(row.draft_at),
            baseRevision: numberOrNull(row.draft_base),
          },
    draftVersion: Number(row.draft_version),
    createdBy: String(row.created_by),
    createdAt: Number(row.created_at),
  };
}

export function toRevisionSummary(row: Row): RevisionSummaryRecord {
  return {
    templateId: String(row.template_id),
    revision: Number(row.revision),
    note: String(row.note),
    author: String(row.author),
    publishedAt: Number(row.published_at),
    rolledBackFrom: numberOrNull(row.rolled_back_from),
    deadline: numberOrNull(row.deadline),
  };
}

export function toRevision(row: Row): RevisionRecord {
  return {
    ...toRevisionSummary(row),
    document: JSON.parse(String(row.document)),
    yaml: String(row.yaml),
    hash: String(row.hash),
  };
}

/** What the row of a template repeats of a document, to be listed and matched by. */
export function documentColumns({ metadata, spec }: WorkspaceTemplateDocument) {
  return {
    owner_ref: ownerOf(spec.owner, metadata.namespace),
    title: (metadata.title ?? metadata.name).slice(0, MAX_TEXT),
    description: metadata.description ?? null,
    tags: JSON.stringify(metadata.tags ?? []),
    applies_to:
      spec.appliesTo === undefined ? null : JSON.stringify(spec.appliesTo),
    privileged: spec.privileged ?? false,
  };
}

/** Entity ref of the group, in full. */
function ownerOf(text: string, namespace = DEFAULT_NAMESPACE): string {
  return stringifyEntityRef(
    parseEntityRef(text, { defaultKind: 'group', defaultNamespace: namespace }),
  );
}

/** The same for documents that mean the same, whatever the order of their keys. */
export function hashOfDocument(document: WorkspaceTemplateDocument): string {
  return createHash('sha256').update(canonicalJson(document)).digest('hex');
}

/** JSON that is the same for values that mean the same. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(
          Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)),
        )
      : part,
  );
}

function textOrNull(value: Row[string]): string | null {
  return value === null ? null : String(value);
}

function numberOrNull(value: Row[string]): number | null {
  return value === null ? null : Number(value);
}
