import {
  TEMPLATE_KIND,
  type TemplateAct,
  type TemplateDetails,
  type TemplateDraft,
  type TemplateProblem,
  type TemplateRevisionSummary,
  type TemplateState,
  type TemplateSummary,
} from '@backstage-cde/plugin-cde-common';
import type {
  DraftRecord,
  RevisionRecord,
  RevisionSummaryRecord,
  RevisionUse,
  StoredState,
  TemplateRecord,
} from './types';

/** What a record is shown with. */
export interface TemplateView {
  allowed: TemplateAct[];
  /** Of the workspaces that the caller may count. */
  use: RevisionUse[];
  /** When its revision was published. */
  publishedAt?: number;
}

/** A template as lists show it. */
export function presentTemplate(
  record: TemplateRecord,
  { allowed, use, publishedAt }: TemplateView,
): TemplateSummary {
  const { id, title, description, tags, ownerRef, source, privileged } = record;
  return {
    id,
    title,
    ...(description && { description }),
    tags,
    owner: ownerRef,
    source,
    state: shownState(record.state),
    ...(record.problem && { problem: record.problem }),
    privileged,
    ...(record.publishedRevision !== null && {
      revision: record.publishedRevision,
    }),
    ...(publishedAt !== undefined && { publishedAt: iso(publishedAt) }),
    hasDraft: record.draft !== null && allowed.includes('update'),
    workspaces: countWorkspaces(use),
    allowed,
  };
}

/** The same with what its own page shows. */
export function presentTemplateDetails(
  record: TemplateRecord,
  view: TemplateView & {
    revision: RevisionRecord | undefined;
    problems: TemplateProblem[];
  },
): TemplateDetails {
  const { revision } = view;
  const summary = presentTemplate(record, {
    ...view,
    publishedAt: revision?.publishedAt,
  });
  return {
    ...summary,
    ...(revision && {
      yaml: revision.yaml,
      spec: revision.document.spec,
      entityRef: `${TEMPLATE_KIND.toLowerCase()}:${record.namespace}/${
        record.name
      }`,
    }),
    ...(record.draft &&
      summary.hasDraft && {
        draft: presentDraft(record.draft, record.draftVersion, view.problems),
      }),
    ...(record.location && { location: record.location }),
    usage: view.use.flatMap(({ revision: number, running, stopped }) =>
      number === null ? [] : [{ revision: number, running, stopped }],
    ),
  };
}

export function presentDraft(
  { yaml, changedBy, changedAt, baseRevision }: DraftRecord,
  version: number,
  problems: TemplateProblem[],
): TemplateDraft {
  return {
    yaml,
    version,
    changedBy,
    changedAt: iso(changedAt),
    ...(baseRevision !== null && { baseRevision }),
    problems,
  };
}

export function presentRevision(
  record: RevisionSummaryRecord,
  use: RevisionUse[],
): TemplateRevisionSummary {
  const { revision, note, author, rolledBackFrom, deadline } = record;
  return {
    revision,
    note,
    author,
    publishedAt: iso(record.publishedAt),
    ...(rolledBackFrom !== null && { rolledBackFrom }),
    workspaces: countWorkspaces(use.filter(one => one.revision === revision)),
    ...(deadline !== null && { deadline: iso(deadline) }),
  };
}

/** What is gone from its source is like what is deprecated; its problem says why. */
export function shownState(state: StoredState): TemplateState {
  return state === 'gone' ? 'deprecated' : state;
}

function countWorkspaces(use: RevisionUse[]): number {
  return use.reduce((sum, { running, stopped }) => sum + running + stopped, 0);
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
