/** Annotation of a component: paths of its devcontainer.json files, the one in use first; or `none`. @public */
export const DEVCONTAINER_ANNOTATION = 'cde.backstage.io/devcontainer';

/** Annotation of a component: a {@link ReadinessStatus}. @public */
export const DEVCONTAINER_STATUS_ANNOTATION =
  'cde.backstage.io/devcontainer-status';

/** Annotation of a component: names of properties that are refused or ignored. @public */
export const DEVCONTAINER_UNSUPPORTED_ANNOTATION =
  'cde.backstage.io/devcontainer-unsupported';

/** Annotation of a component: the first thing that is wrong with its devcontainer.json, and where. @public */
export const DEVCONTAINER_PROBLEM_ANNOTATION =
  'cde.backstage.io/devcontainer-problem';

/**
 * Whether a component's devcontainer.json can be used. `warnings`: it can, but something in it has no effect;
 * `invalid`: nothing can be made from it; `none`: there is none, and the template's image is used; `unknown`: the
 * repository was not read yet, or could not be.
 *
 * @public
 */
export type ReadinessStatus =
  | 'valid'
  | 'warnings'
  | 'invalid'
  | 'none'
  | 'unknown';

/** @public */
export const READINESS_STATUSES: readonly ReadinessStatus[] = [
  'valid',
  'warnings',
  'invalid',
  'none',
  'unknown',
];

/** What is known of a repository's devcontainer.json files at one commit. @public */
export interface DevcontainerFinding {
  status: ReadinessStatus;
  /** The one in use first. */
  paths: string[];
  /** Names of properties that are refused or ignored, in the order of the file. */
  unsupported: string[];
  /** The first problem: `path:line:column: message`. */
  problem?: string;
}

/** Which components; absent fields do not narrow. @public */
export interface ReadinessRequest {
  /** Entity ref of who owns them. */
  owner?: string;
  /** Entity ref of the system that they are part of. */
  system?: string;
  status?: ReadinessStatus;
  /** Part of a name or title. */
  search?: string;
  cursor?: string;
  /** Items of a page, at most 200. */
  limit?: number;
}

/** One component, with the starts of workspaces for it. @public */
export interface ComponentReadiness extends DevcontainerFinding {
  /** Entity ref. */
  component: string;
  title: string;
  /** Entity ref. */
  owner?: string;
  /** Entity ref. */
  system?: string;
  /** As the catalog has it. */
  repositoryUrl?: string;
  /** ISO 8601: when a workspace was last ready to code. */
  lastStartAt?: string;
  lastStartMs?: number;
  /** Of the last starts. */
  medianStartMs?: number;
  /** Starts that came to be ready. */
  starts: number;
}

/** Sums over components. @public */
export interface ReadinessTotal {
  components: number;
  byStatus: Record<ReadinessStatus, number>;
  lastStartAt?: string;
  lastStartMs?: number;
  medianStartMs?: number;
  starts: number;
}

/** Sums over the components of an owner or a system. @public */
export interface ReadinessGroup extends ReadinessTotal {
  /** Entity ref. */
  ref: string;
}

/** `GET /readiness`: components that the caller may see, by name. @public */
export interface ReadinessPage {
  items: ComponentReadiness[];
  nextCursor?: string;
  /** Of all components of the owner and system, whatever status or search; on the first page alone. */
  totals?: {
    all: ReadinessTotal;
    /** Most components first. */
    byOwner: ReadinessGroup[];
    bySystem: ReadinessGroup[];
  };
}

/** `GET /devcontainers/report`, for other backends: at the commit that a workspace would be made from now. @public */
export interface DevcontainerInspection extends DevcontainerFinding {
  /** To clone from. */
  repositoryUrl: string;
  commit: string;
}

/** Topic of events: a repository was pushed to. @public */
export const REPOSITORY_TOPIC = 'cde.repository';

/** @public */
export interface RepositoryEvent {
  /** Of the repository, in any form that the catalog may have. */
  url: string;
}

/** Topic of events: a workspace began or ceased to run. @public */
export const WORKSPACES_TOPIC = 'cde.workspaces';

/** @public */
export interface WorkspacesEvent {
  id: string;
  running: boolean;
}

/** A running workspace, as all readers of the catalog may know of it. @public */
export interface CatalogWorkspace {
  id: string;
  name: string;
  /** Entity ref. */
  owner: string;
  /** Entity ref. */
  component?: string;
}

/** `GET /catalog/workspaces`, for the catalog's backend. @public */
export interface CatalogWorkspacePage {
  items: CatalogWorkspace[];
  nextCursor?: string;
}
