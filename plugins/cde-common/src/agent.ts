/**
 * The contract between the backend and the workspace agent: what the backend
 * writes into the workspace's Secret, and what the agent reports back.
 *
 * Types only: the agent runs by type stripping and must not load this package.
 */

/**
 * One command of a devcontainer lifecycle phase.
 *
 * A string runs in a shell, an array is executed as it is
 * (https://containers.dev/implementors/json_reference/#formatting-string-vs-array-properties).
 * Commands of one phase run in parallel; the object form gives them names.
 *
 * @public
 */
export interface LifecycleCommand {
  /** Key of the object form; empty for the string and array forms. */
  name: string;
  run: string | string[];
}

/** Lifecycle phases in the order in which the standard runs them. @public */
export type LifecyclePhase =
  | 'onCreateCommand'
  | 'updateContentCommand'
  | 'postCreateCommand'
  | 'postStartCommand'
  | 'postAttachCommand';

/**
 * What the agent needs to know, as `spec.json` in the workspace's Secret.
 *
 * @public
 */
export interface AgentSpec {
  version: 1;
  workspace: {
    id: string;
    name: string;
    /** Absolute URL of the component (or workspace) page in the portal, for the link back. */
    portalUrl: string;
    /** Title of the link back, for example the component's name. */
    portalTitle: string;
  };
  repository?: {
    /** http(s) or ssh URL without credentials. */
    url: string;
    /** `default` follows the remote's HEAD. */
    ref:
      | { type: 'default' }
      | { type: 'branch' | 'tag' | 'commit'; name: string };
    /** Absolute path of the clone. */
    folder: string;
    /** Rewrites applied by git (`url.<to>.insteadOf <from>`), where pods reach a host under another name. */
    insteadOf: Array<{ from: string; to: string }>;
  };
  /** Further repositories, cloned beside it; absent where there are none. */
  additional?: Array<NonNullable<AgentSpec['repository']>>;
  /** Where the IDE opens several folders at once; absent: it opens `workspaceFolder`. */
  workspaceFile?: {
    /** Absolute path, ending in `.code-workspace`. */
    path: string;
    /** Absolute paths of what the IDE shows side by side. */
    folders: string[];
  };
  /** Author of commits made in the workspace. */
  user: { name: string; email: string };
  /** Folder that the IDE opens and commands run in. */
  workspaceFolder: string;
  /** Environment of lifecycle commands, terminals and the IDE; `null` unsets. `${containerEnv:NAME}` is still to be expanded by the agent. */
  remoteEnv: Record<string, string | null>;
  lifecycle: {
    /** Hash of the configuration; once-only phases run again when it changes. */
    hash: string;
    commands: Partial<Record<LifecyclePhase, LifecycleCommand[]>>;
    /** The phase after which the IDE may open; later ones run behind it. */
    waitFor: LifecyclePhase;
  };
  ide: {
    kind: 'vscode-web' | 'none';
    extensions: string[];
    settings: Record<string, unknown>;
    /** Extension gallery as code-server's EXTENSIONS_GALLERY expects it; absent: none is contacted. */
    gallery?: {
      serviceUrl: string;
      itemUrl?: string;
      resourceUrlTemplate?: string;
    };
    /** Where a port of the workspace is seen from the browser, with `{{port}}` in it; absent: the IDE offers no links to ports. */
    portUrlTemplate?: string;
  };
  ports: Array<{
    port: number;
    label?: string;
    protocol: 'http' | 'https' | 'tcp';
  }>;
}

/** A step of the agent's own part of the timeline. @public */
export type AgentStep = 'agent' | LifecyclePhase | 'extensions' | 'ide';

/**
 * One line of the agent's `GET /events` stream (ndjson).
 *
 * @public
 */
export interface AgentEvent {
  /** Grows by one per event within one agent process. */
  seq: number;
  /** Identifies the agent process: a new one starts over at 1. */
  boot: string;
  /** ISO 8601 time by the pod's clock. */
  at: string;
  step: AgentStep;
  state: 'started' | 'succeeded' | 'failed' | 'skipped';
  /** What the step is about, for example the command line. */
  detail?: string;
  /** Cause in words, for failures and skips. */
  message?: string;
  exitCode?: number;
  durationMs?: number;
  /** The last lines of the step's log (at most 4 KiB), for finished steps. */
  tail?: string;
}

/** `GET /status` of the agent. @public */
export interface AgentStatus {
  boot: string;
  ideReady: boolean;
  /** All lifecycle phases up to `postStartCommand` are over. */
  settled: boolean;
  failedSteps: AgentStep[];
}

/** `GET /activity` of the agent. @public */
export interface AgentActivity {
  busy: boolean;
  /** Why it is busy, in words: "a command runs in a terminal: make test". */
  reasons: string[];
  /** ISO 8601; last sign of activity inside the pod. */
  lastActiveAt: string;
  /** Ids of notices that somebody answered with "keep running". */
  kept?: string[];
}

/** `POST /notices` of the agent: something that people at the IDE should know. @public */
export interface AgentNotice {
  /** The same id is shown once. */
  id: string;
  message: string;
  /** ISO 8601: when it happens. */
  at: string;
  /** Whether "keep running" is offered. */
  keep: boolean;
}

/** A finished step of the init container. @public */
export interface PrepareStep {
  step: 'tools' | 'clone';
  /** Folder of the clone, for those of `AgentSpec.additional`. */
  repository?: string;
  /** Milliseconds; the steps run side by side. */
  ms: number;
  /** There was nothing to do: the tools or the repository are there from before. */
  skipped?: boolean;
  /** The commit that is checked out. */
  commit?: string;
  /** The branch that is checked out; absent on a tag or commit. */
  ref?: string;
}

/** Termination message (JSON, at most 4096 bytes) of an init container that succeeded. @public */
export interface PrepareSuccess {
  steps: PrepareStep[];
}

/** Termination message (JSON, at most 4096 bytes) of an init container that failed. @public */
export interface PrepareFailure {
  error: {
    step: 'tools' | 'clone';
    /** Folder of the clone, for those of `AgentSpec.additional`. */
    repository?: string;
    reason:
      | 'BranchNotFound'
      | 'CommitNotFound'
      | 'RepositoryNotFound'
      | 'Unauthorized'
      | 'Unreachable'
      | 'DiskFull'
      | 'Internal';
    /** What happened and why. */
    message: string;
    /** What to do about it. */
    cure: string;
  };
  /** The last lines of the log. */
  log: string;
  /** What succeeded all the same, where there are several repositories. */
  done?: PrepareStep[];
}
