import type { JsonObject, JsonValue } from '@backstage/types';

/** `apiVersion` of workspace templates in the catalog. @public */
export const TEMPLATE_API_VERSION = 'cde.backstage.io/v1alpha1';

/** `kind` of workspace templates in the catalog. @public */
export const TEMPLATE_KIND = 'WorkspaceTemplate';

/** Annotation of a component that names the template to offer first: `name` or `namespace/name`. @public */
export const TEMPLATE_ANNOTATION = 'cde.backstage.io/template';

/** Annotation of a template's entity that the portal publishes: where its truth is. @public */
export const TEMPLATE_SOURCE_ANNOTATION = 'cde.backstage.io/template-source';

/** Topic of events about changed templates: `{ id }`. @public */
export const TEMPLATES_TOPIC = 'cde.templates';

/** A length of time as people write it: a whole number and `m`, `h` or `d`, for example `30m`. @public */
export type DurationText = string;

/** A time of day, `HH:MM`, in 24 hours. @public */
export type TimeOfDay = string;

/** A day of the week. @public */
export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';

/** What a parameter may be: leaves of a document, never parts of its structure. @public */
export type ParameterValue = string | number | boolean;

/**
 * Stands for the value of a parameter. May take the place of a whole leaf, and of nothing else: there is no
 * text around it and no expression in it, so a value cannot change the structure that it is put into.
 *
 * @public
 */
export interface ParameterReference {
  $parameter: string;
}

/** A value, or the parameter that gives it. @public */
export type Leaf<T extends ParameterValue = string> = T | ParameterReference;

/**
 * A parameter: a JSON schema of a leaf (`type`, `enum`, `minimum`, `maxLength`, `pattern`, `default`, …), with
 * hints for the form as in the scaffolder (`ui:widget`, `ui:help`, …).
 *
 * @public
 */
export interface TemplateParameter extends JsonObject {
  type: 'string' | 'number' | 'integer' | 'boolean';
  title?: string;
  description?: string;
  /** May be changed later; takes effect at the next start. Default: only at creation. */
  mutable?: boolean;
  /** Good for one start, and forgotten after it: never kept with the workspace. */
  ephemeral?: boolean;
}

/** The parameters of a template. @public */
export interface TemplateParameters {
  properties: Record<string, TemplateParameter>;
  required?: string[];
}

/** A container beside the development container, for example a database. @public */
export interface TemplateSidecar {
  /** DNS label; reached at `localhost`. */
  name: string;
  image: Leaf;
  command?: string[];
  args?: Array<Leaf>;
  environment?: Record<string, Leaf<ParameterValue>>;
  /** Cores and bytes as Kubernetes writes them: `500m`, `1Gi`. They count for quotas. */
  resources: { cpu: string; memory: string };
  /** Ports that it listens on, for the page. */
  ports?: number[];
}

/** A key of a Kubernetes Secret in the workspaces' namespace; its value never passes through the portal. @public */
export interface TemplateSecret {
  /** Name of the Secret. */
  secret: string;
  key: string;
  /** Environment variable that gets the value. */
  environment?: string;
  /** Name of a file under `/run/secrets/workspace/` that gets the value. */
  file?: string;
}

/** Automatic acts. A `max` is the ceiling of what a workspace's owner may set. @public */
export interface TemplatePolicies {
  /** Stops what nobody uses. Default: 30 minutes, at most 24 hours. */
  idle?: { timeout?: DurationText | 'never'; max?: DurationText | 'never' };
  /** Times in the owner's time zone. */
  schedule?: {
    start?: TimeOfDay;
    stop?: TimeOfDay;
    days?: Weekday[];
    /** Owners may choose times of their own. Default: true. */
    ownersMayChange?: boolean;
    /** Nothing is started by schedule, and what runs is stopped when it begins. */
    quietHours?: { from: TimeOfDay; to: TimeOfDay };
  };
  /** A run ends after this long, used or not. */
  lifetime?: DurationText;
  /** A stopped workspace is deleted. Default: after 7 days; kept for at most 30. */
  retention?: { after?: DurationText; max?: DurationText };
}

/** `spec` of a workspace template. @public */
export interface WorkspaceTemplateSpec {
  /** Entity ref of the group that owns it. */
  owner: string;
  /** Default: active. */
  lifecycle?: TemplateState;
  /** A filter predicate of the catalog over components; absent: any component, as the last choice. */
  appliesTo?: JsonValue;
  devcontainer: {
    /** Image for repositories without a devcontainer.json. */
    image?: Leaf;
    /** User of `image`. Default: `vscode`. */
    user?: { name: string; home?: string };
    /** A whole devcontainer.json for repositories without one, instead of `image`. */
    file?: JsonObject;
  };
  /** Names of classes that may be chosen, the default first. */
  resourceClasses: string[];
  /** Default: `vscode-web`. */
  ides?: string[];
  /** Names of clusters, the default first. Default: all. */
  clusters?: string[];
  parameters?: TemplateParameters;
  /** Of the development container. */
  environment?: Record<string, Leaf<ParameterValue>>;
  secrets?: TemplateSecret[];
  /** Instead of the resource class's storage; `max` is a ceiling for parameters. */
  volume?: { size?: Leaf; max?: string };
  sidecars?: TemplateSidecar[];
  /** What workspaces may reach beside DNS and the cluster's own rules. */
  egress?: Array<{ cidr: string; except?: string[]; ports?: number[] }>;
  policies?: TemplatePolicies;
  /** Kept for the builder. */
  prebuilds?: JsonObject;
  scheduling?: {
    nodeSelector?: Record<string, string>;
    tolerations?: Array<{
      key?: string;
      operator?: 'Exists' | 'Equal';
      value?: string;
      effect?: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
      tolerationSeconds?: number;
    }>;
    runtimeClass?: string;
  };
  /** Extended resource of the development container; `resource` defaults to `nvidia.com/gpu`. */
  gpu?: { count: number; resource?: string };
  /** Runs the development container privileged; publishing such a template needs a permission of its own. */
  privileged?: boolean;
  /** Objects made and collected with each workspace; leaves may be parameters. Kinds are allowed by the configuration. */
  manifests?: JsonObject[];
  rollout?: {
    /** ISO 8601: from then on a start applies the latest revision, asked or not. */
    deadline?: string;
  };
}

/** A workspace template as it stands in YAML, in Git or in the portal. @public */
export interface WorkspaceTemplateDocument {
  apiVersion: typeof TEMPLATE_API_VERSION;
  kind: typeof TEMPLATE_KIND;
  metadata: {
    name: string;
    /** Default: `default`. */
    namespace?: string;
    title?: string;
    description?: string;
    tags?: string[];
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    links?: Array<{ url: string; title?: string }>;
  };
  spec: WorkspaceTemplateSpec;
}

/** `deprecated`: no new workspaces; `retired`: none start any more. @public */
export type TemplateState = 'active' | 'deprecated' | 'retired';

/** Where a template's truth is. @public */
export type TemplateSource = 'config' | 'git' | 'portal';

/** Something wrong with a template's text. @public */
export interface TemplateProblem {
  severity: 'error' | 'warning';
  /** What is wrong, and what was expected. */
  message: string;
  /** Path in the document, for example `spec.parameters.properties.size`. */
  path: string;
  /** 1-based position in the YAML, where known. */
  line?: number;
  column?: number;
}

/** A template as lists show it. @public */
export interface TemplateSummary {
  /** `name`, or `namespace:name` outside of the namespace `default`. */
  id: string;
  title: string;
  description?: string;
  tags: string[];
  /** Entity ref of the group. */
  owner: string;
  source: TemplateSource;
  state: TemplateState;
  /** Why the newest content of its source was not taken, or that its source is gone. */
  problem?: string;
  privileged: boolean;
  /** The published revision; absent: only a draft so far. */
  revision?: number;
  /** ISO 8601. */
  publishedAt?: string;
  hasDraft: boolean;
  /** How many workspaces were made from it, of those that the caller may count. */
  workspaces: number;
  /** What the caller may do with it. */
  allowed: TemplateAct[];
}

/** @public */
export type TemplateAct = 'update' | 'publish' | 'delete' | 'use';

/** One published revision, which never changes. @public */
export interface TemplateRevisionSummary {
  /** 1-based. */
  revision: number;
  note: string;
  /** Entity ref; `system` for what came from Git or the configuration. */
  author: string;
  /** ISO 8601. */
  publishedAt: string;
  /** The revision whose content it took over. */
  rolledBackFrom?: number;
  /** Workspaces pinned to it. */
  workspaces: number;
  /** ISO 8601: from then on, starts of older workspaces apply it. */
  deadline?: string;
}

/** `GET /templates/{id}/revisions/{revision}`. @public */
export interface TemplateRevision extends TemplateRevisionSummary {
  /** As it was written. */
  yaml: string;
}

/** Text that is being worked on. @public */
export interface TemplateDraft {
  yaml: string;
  /** Grows with each change; a writer has to name the one that it saw. */
  version: number;
  /** Entity ref. */
  changedBy: string;
  /** ISO 8601. */
  changedAt: string;
  /** The published revision that it began from. */
  baseRevision?: number;
  problems: TemplateProblem[];
}

/** `GET /templates/{id}`. @public */
export interface TemplateDetails extends TemplateSummary {
  /** Of the published revision. */
  yaml?: string;
  spec?: WorkspaceTemplateSpec;
  draft?: TemplateDraft;
  /** Entity ref of its page in the catalog, once published. */
  entityRef?: string;
  /** For templates from Git: where they are. */
  location?: string;
  /** Workspaces per revision. */
  usage: Array<{ revision: number; running: number; stopped: number }>;
}

/** An object that a preview would make. @public */
export interface PreviewObject {
  kind: string;
  name: string;
  /** Whether the API server would take it; `unchecked` where no cluster answers. */
  verdict: 'accepted' | 'refused' | 'unchecked';
  /** The API server's words for a refusal, or why it is unchecked. */
  message?: string;
  /** YAML, without values of secrets. */
  yaml: string;
}

/** `POST /templates/preview`. @public */
export interface TemplatePreviewRequest {
  yaml: string;
  /** Entity ref of the component to try it with. */
  component: string;
  parameters?: Record<string, ParameterValue>;
  resourceClass?: string;
}

/** @public */
export interface TemplatePreview {
  problems: TemplateProblem[];
  /** Whether the template is offered for the component. */
  applies?: boolean;
  objects: PreviewObject[];
  /** The same of the published revision, for a comparison; absent: nothing published. */
  published?: PreviewObject[];
}
