import type {
  AdditionalRepository,
  AdditionalRepositoryRequest,
} from './additional';
import type { AgentStep, LifecycleCommand, LifecyclePhase } from './agent';
import type {
  Deadline,
  EffectivePolicy,
  ShareRole,
  WorkspaceSettings,
} from './governance';
import type { ParameterValue, TemplateParameters } from './template';

/** What the owner wants of a workspace. @public */
export type DesiredState = 'running' | 'stopped' | 'deleted';

/** What a workspace is doing, projected from what the cluster reports. @public */
export type WorkspacePhase =
  | 'Pending'
  | 'Building'
  | 'Starting'
  | 'Running'
  | 'Stopping'
  | 'Stopped'
  | 'Failed'
  | 'Deleting'
  | 'Unknown';

/** A cause in words that a person can act on. @public */
export interface Cause {
  /** Stable machine-readable name, for example `ImagePullBackOff` or `BranchNotFound`. */
  reason: string;
  /** What happened and why. */
  message: string;
  /** What to do about it. */
  cure?: string;
}

/** The commit-ish that a workspace starts from. @public */
export type GitRef =
  | { type: 'default' }
  | { type: 'branch' | 'tag' | 'commit'; name: string };

/** A size of workspace that the platform team offers. @public */
export interface ResourceClass {
  name: string;
  title: string;
  description?: string;
  /** CPU cores: what is reserved, and the ceiling. */
  cpu: { request: number; limit: number };
  /** Bytes: what is reserved, and the ceiling. */
  memory: { request: number; limit: number };
  /** Bytes of the volume that keeps files and home folder. */
  storage: number;
  gpu?: { count: number; resource: string };
  /** In the configured currency: per hour that it runs, and per GB (10^9 bytes) and month that it keeps. */
  price?: { perHour: number; perGbMonth: number };
  /** Clusters that have it; absent: all. */
  clusters?: string[];
}

/** A template as forms offer it. @public */
export interface WorkspaceTemplateSummary {
  /** Its id, see `TemplateSummary`. */
  name: string;
  title: string;
  revision?: number;
  /** Why it is offered first: the component names it, or its predicate fits. */
  match?: 'annotation' | 'predicate' | 'default';
  privileged?: boolean;
  parameters?: TemplateParameters;
  clusters?: string[];
  description?: string;
  /** Names of resource classes that may be chosen, the default first. */
  resourceClasses: string[];
  /** Names of IDEs that may be chosen, the default first. */
  ides: string[];
}

/** An IDE that can be opened. @public */
export interface IdeSummary {
  name: string;
  title: string;
}

/** What the suite did with one property of a devcontainer.json. @public */
export interface PropertyReportEntry {
  /** Path of the property, for example `customizations.vscode.settings`. */
  property: string;
  outcome: 'applied' | 'translated' | 'ignored' | 'refused';
  /** Why, and what it became. */
  reason: string;
  /** 1-based position in the file, where known. */
  line?: number;
  column?: number;
}

/** Something wrong with a devcontainer.json. @public */
export interface FileProblem {
  severity: 'error' | 'warning';
  /** What is wrong and what was expected. */
  message: string;
  /** Path inside the repository. */
  path: string;
  /** 1-based. */
  line?: number;
  /** 1-based. */
  column?: number;
}

/** A devcontainer.json as it was found and understood. @public */
export interface DevcontainerReport {
  /** `default`: the repository has none; `file`: read from `path`. */
  source: 'default' | 'file';
  /** Path inside the repository, for `file`. */
  path?: string;
  /** Other devcontainer.json files that could be chosen. */
  alternatives: string[];
  properties: PropertyReportEntry[];
  problems: FileProblem[];
}

/** A port that the devcontainer declares. @public */
export interface DeclaredPort {
  port: number;
  label?: string;
  protocol: 'http' | 'https' | 'tcp';
}

/**
 * The immutable outcome of reading a devcontainer.json: all that building a
 * pod and instructing its agent needs, with every variable of the file that can
 * be known beforehand already replaced.
 *
 * @public
 */
export interface DevcontainerPlan {
  image: string;
  /** Name of the user, for the home folder and the terminal's prompt. */
  remoteUser: string;
  /** Absolute path of the home folder that the volume is mounted over. */
  home: string;
  /** Absolute path of the clone. */
  repositoryFolder: string;
  /** Absolute path that the IDE opens. */
  workspaceFolder: string;
  containerEnv: Record<string, string>;
  /** `null` unsets; may still hold `${containerEnv:NAME}`. */
  remoteEnv: Record<string, string | null>;
  lifecycle: Partial<Record<LifecyclePhase, LifecycleCommand[]>>;
  waitFor: LifecyclePhase;
  ports: DeclaredPort[];
  extensions: string[];
  settings: Record<string, unknown>;
  hostRequirements?: {
    cpus?: number;
    memory?: number;
    storage?: number;
    gpu?: boolean | 'optional';
  };
  /** Changes exactly when the once-only lifecycle commands should run again. */
  hash: string;
}

/** A fact about a workspace that holds now. @public */
export interface WorkspaceCondition extends Cause {
  severity: 'info' | 'warning' | 'error';
  /** ISO 8601. */
  since: string;
}

/** Progress of a cluster that is still being prepared. @public */
export interface ClusterPreparation {
  phase: 'preparing' | 'failed';
  title: string;
  /** 1-based. */
  step: number;
  steps: number;
  secondsLeft?: number;
  error?: { message: string; cure?: string };
}

/** A cluster as its users see it. @public */
export interface ClusterStatus {
  name: string;
  title: string;
  state: 'connected' | 'preparing' | 'unreachable';
  preparation?: ClusterPreparation;
  /** Why it is unreachable. */
  cause?: Cause;
}

/** A step of the timeline; steps of the agent keep their names. @public */
export type TimelineStep =
  | 'queued'
  | 'cluster'
  | 'volume'
  | 'scheduled'
  | 'tools'
  | 'clone'
  | 'image'
  | 'seed'
  | AgentStep
  | 'ready'
  | 'stop'
  | 'delete'
  | 'open'
  /** Automatic acts and their warnings. */
  | 'policy'
  /** Changes of settings, template revision, owner and shares. */
  | 'settings'
  | 'failure';

/** One entry of a workspace's timeline, append-only. @public */
export interface TimelineEvent {
  /** Grows within a workspace. */
  id: number;
  /** The start that it belongs to; grows with each start or restart. */
  run: number;
  step: TimelineStep;
  state: 'started' | 'succeeded' | 'failed' | 'skipped' | 'info';
  /** ISO 8601. */
  at: string;
  /** What it is about: an image, a commit, a command line, a node. */
  detail?: string;
  /** Which of several it is about: the folder of a further repository. */
  subject?: string;
  cause?: Cause;
  durationMs?: number;
  /** Last lines of the step's log. */
  tail?: string;
  /** Entity ref of who caused it; `system` for the engine's own acts. */
  actor?: string;
}

/** A workspace as the API shows it. @public */
export interface Workspace {
  id: string;
  name: string;
  /** Entity ref of the user. */
  owner: string;
  /** Entity ref of the component it was made for. */
  component?: string;
  repository?: {
    url: string;
    ref: GitRef;
    /** The commit that `ref` was at when the workspace was made. */
    commit?: string;
  };
  /** Further repositories beside it; absent where there are none. */
  additional?: AdditionalRepository[];
  template: string;
  resourceClass: string;
  ide: string;
  cluster: string;
  namespace: string;
  desired: DesiredState;
  phase: WorkspacePhase;
  /** ISO 8601: since when it is in this phase. */
  phaseSince: string;
  /** Why it failed, waits or is unknown. */
  cause?: Cause;
  conditions: WorkspaceCondition[];
  run: number;
  /** ISO 8601. */
  createdAt: string;
  lastUsedAt?: string;
  /** Median of earlier starts of the same component and class, in milliseconds. */
  usualStartMs?: number;
  /** ISO 8601: when the current start was asked for. */
  startedAt?: string;
  ports: DeclaredPort[];
  /** The template's revision that it is pinned to; absent for workspaces older than revisions. */
  templateRevision?: number;
  /** A later revision of its template. */
  update?: {
    revision: number;
    note: string;
    /** It will be applied at the next start. */
    chosen: boolean;
    /** ISO 8601: from then on it is applied at any start. */
    deadline?: string;
  };
  privileged: boolean;
  /** Entity ref of the system of its component. */
  system?: string;
  /** How the caller comes to see it. */
  relation: 'owner' | ShareRole | 'administrator';
  /** Automatic acts to come, the next first. */
  deadlines: Deadline[];
  /** Of its class, in the configured currency. */
  price?: { perHour: number; perMonthStored: number };
  /** What the caller may do now, so that pages offer nothing that would be refused. */
  allowed: WorkspaceAct[];
}

/** What can be done with a workspace. @public */
export type WorkspaceAct =
  | 'open'
  | 'start'
  | 'stop'
  | 'restart'
  | 'delete'
  /** Changing settings, class, parameters and revision. */
  | 'configure'
  /** Putting off what would happen by itself. */
  | 'keep'
  | 'share'
  | 'transfer';

/** `GET /workspaces/:id`. @public */
export interface WorkspaceDetails extends Workspace {
  devcontainer: DevcontainerReport;
  image: string;
  workspaceFolder: string;
  /** Name of the pod, for who wants to look with kubectl. */
  podName?: string;
  node?: string;
  /** For who works in it; empty for who only sees it. */
  parameters: Record<string, ParameterValue>;
  /** Of the revision that it is pinned to, for the form; absent for who only sees it. */
  parameterSchema?: TemplateParameters;
  settings: WorkspaceSettings;
  policy: EffectivePolicy;
  /** Classes that it may change to. */
  resourceClasses: string[];
}

/** `GET /workspaces`: newest first. @public */
export interface WorkspaceList {
  items: Workspace[];
  /** For `?cursor=`, where there are more. */
  nextCursor?: string;
}

/** `GET /workspaces/:id/timeline`, oldest first. @public */
export interface Timeline {
  items: TimelineEvent[];
}

/** `POST /workspaces`; keys not named here are refused. @public */
export interface CreateWorkspaceRequest {
  /** Entity ref; the repository is taken from its source location. */
  component?: string;
  /** Needed without a component; with one it must be the component's own. */
  repositoryUrl?: string;
  ref?: GitRef;
  /** Further repositories, cloned beside it; at most `MAX_ADDITIONAL_REPOSITORIES`, none twice. */
  additional?: AdditionalRepositoryRequest[];
  /**
   * Path of the devcontainer.json to use where there are several; `default` for the template's
   * image, whatever the repository says.
   */
  devcontainerPath?: string;
  /** 1 to 63 characters; default: made from component and branch. */
  name?: string;
  template?: string;
  resourceClass?: string;
  ide?: string;
  cluster?: string;
  parameters?: Record<string, ParameterValue>;
}

/** `POST /workspaces/preview`: what would be created. @public */
export interface WorkspacePreview {
  repository?: { url: string; ref: GitRef; commit?: string };
  additional?: AdditionalRepository[];
  name: string;
  template: string;
  resourceClass: string;
  ide: string;
  cluster: string;
  devcontainer: DevcontainerReport;
  image: string;
  lifecycle: Array<{ phase: LifecyclePhase; commands: string[] }>;
  ports: DeclaredPort[];
  usualStartMs?: number;
  /** Names of the template's classes that are smaller than `hostRequirements` ask for. */
  classesTooSmall: string[];
  templateRevision?: number;
  privileged: boolean;
}

/** `GET /options`: what may be chosen, for a component or in general. @public */
export interface CreationOptions {
  repository?: { url: string; defaultBranch?: string };
  templates: WorkspaceTemplateSummary[];
  resourceClasses: ResourceClass[];
  ides: IdeSummary[];
  clusters: ClusterStatus[];
  /** Why nothing can be created here, if so. */
  unavailable?: Cause;
}

/** `GET /branches`: the default branch first, then the recently changed ones. @public */
export interface BranchList {
  defaultBranch?: string;
  branches: Array<{
    name: string;
    commit: string;
    /** ISO 8601: when its last commit was made; absent where the repository does not say. */
    updatedAt?: string;
    /** Name of who wrote its last commit. */
    author?: string;
  }>;
}

/** `POST /workspaces/:id/open`. @public */
export interface OpenTicket {
  /** Absolute URL on the workspace's own origin, good for one use. */
  url: string;
  /** ISO 8601. */
  expiresAt: string;
}

/** Message on the `cde:workspaces` signal channel: refetch this. @public */
export interface WorkspaceSignal {
  type: 'workspace-changed' | 'workspace-deleted';
  id: string;
  component?: string;
}

/** Name of the signal channel. @public */
export const WORKSPACE_SIGNAL_CHANNEL = 'cde:workspaces';

/** Annotation of a component with the URL of its repository, where it differs from the source location. @public */
export const REPOSITORY_ANNOTATION = 'cde.backstage.io/repository';
