import type { JsonValue } from '@backstage/types';
import type { LifecycleCommand, LifecyclePhase } from '../agent';
import type { DeclaredPort, DevcontainerPlan } from '../types';
import type { SourceValue } from './document';
import type { Reporter } from './reporter';
import {
  expandVariables,
  type ContainerEnvMode,
  type VariableValues,
} from './variables';

/** The plan while the rules fill it in. */
export interface Draft {
  image?: string;
  containerEnv: Map<string, string>;
  remoteEnv: Map<string, string | null>;
  lifecycle: Partial<Record<LifecyclePhase, LifecycleCommand[]>>;
  waitFor: LifecyclePhase;
  ports: Map<number, DeclaredPort>;
  extensions: Set<string>;
  settings: Map<string, JsonValue>;
  hostRequirements: NonNullable<DevcontainerPlan['hostRequirements']>;
}

/** What a rule works with. */
export interface RuleContext {
  report: Reporter;
  draft: Draft;
  variables: VariableValues;
  user: { name: string; home: string };
  /** Where the volume is mounted for the repository. */
  repositoryFolder: string;
  /** What the variables of the property at hand became; the caller reports it. */
  notes: string[];
}

/** Handles one top-level property of the file: fills in the draft and reports. */
export type Rule = (source: SourceValue, context: RuleContext) => void;

/** An empty draft: the container as its image makes it. */
export function emptyDraft(): Draft {
  return {
    containerEnv: new Map(),
    remoteEnv: new Map(),
    lifecycle: {},
    waitFor: 'updateContentCommand',
    ports: new Map(),
    extensions: new Set(),
    settings: new Map(),
    hostRequirements: {},
  };
}

/** Replaces variables and remembers what is worth saying about it. */
export function expandText(
  text: string,
  context: RuleContext,
  mode: ContainerEnvMode = 'unknown',
): string {
  const expansion = expandVariables(text, context.variables, mode);
  context.notes.push(...expansion.notes);
  return expansion.text;
}

/** Replaces variables in all strings of a value. */
export function expandValue(value: JsonValue, context: RuleContext): JsonValue {
  if (typeof value === 'string') return expandText(value, context);
  if (Array.isArray(value))
    return value.map(item => expandValue(item, context));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      expandValue(item ?? null, context),
    ]),
  );
}
