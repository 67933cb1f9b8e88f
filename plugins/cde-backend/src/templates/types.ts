import type {
  PreviewObject,
  TemplateSource,
  TemplateState,
  WorkspaceTemplateDocument,
} from '@backstage-cde/plugin-cde-common';
import type { JsonValue } from '@backstage/types';
import type { Instant, NewWorkspace } from '../workspaces';

/** `gone`: its source does not have it any more. No new workspaces; what was made from it goes on. */
export type StoredState = TemplateState | 'gone';

/** A template, wherever its truth is. */
export interface TemplateRecord {
  /** `name`, or `namespace:name` outside of the namespace `default`. */
  id: string;
  name: string;
  namespace: string;
  source: TemplateSource;
  /** Of a template from Git: where it is. */
  location: string | null;
  /** Entity ref. */
  ownerRef: string;
  title: string;
  description: string | null;
  tags: string[];
  /** A filter predicate of the catalog; `null`: any component. */
  appliesTo: JsonValue | null;
  privileged: boolean;
  state: StoredState;
  /** Why the newest content of its source was not taken. */
  problem: string | null;
  publishedRevision: number | null;
  draft: DraftRecord | null;
  /** Of the draft that is there, or of the last one; it never goes back. */
  draftVersion: number;
  createdBy: string;
  createdAt: Instant;
}

export interface DraftRecord {
  yaml: string;
  changedBy: string;
  changedAt: Instant;
  /** The revision that it began from. */
  baseRevision: number | null;
}

/** What was published, without its content. */
export interface RevisionSummaryRecord {
  templateId: string;
  revision: number;
  note: string;
  author: string;
  publishedAt: Instant;
  rolledBackFrom: number | null;
  /** From then on, any start applies it. */
  deadline: Instant | null;
}

/** What was published; it never changes. */
export interface RevisionRecord extends RevisionSummaryRecord {
  document: WorkspaceTemplateDocument;
  yaml: string;
  hash: string;
}

/** A template with its published revision. */
export interface PublishedTemplate {
  template: TemplateRecord;
  revision: RevisionRecord;
}

/** How many workspaces are pinned to a revision; `null`: older than revisions. */
export interface RevisionUse {
  templateId: string;
  revision: number | null;
  running: number;
  stopped: number;
}

/** What becomes the next revision. */
export interface NewRevision {
  document: WorkspaceTemplateDocument;
  yaml: string;
  note: string;
  author: string;
  deadline: Instant | null;
  rolledBackFrom?: number;
}

/** Content that comes from Git or the configuration. */
export interface ExternalContent extends NewRevision {
  source: Exclude<TemplateSource, 'portal'>;
  location: string | null;
}

/** For SQL: what permission rules about templates translate to. */
export type TemplateFilter =
  | { field: 'id'; values: string[] }
  | { field: 'owner'; values: string[] }
  | { field: 'tag'; values: string[] };

/** Builds what a workspace that is not made would get, and asks the API server about it. */
export type PreviewObjects = (
  workspace: NewWorkspace,
) => Promise<PreviewObject[]>;
