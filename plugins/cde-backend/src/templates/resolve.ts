import { InputError } from '@backstage/errors';
import type { JsonObject, JsonValue } from '@backstage/types';
import {
  bytesOf,
  coresOf,
  isImageName,
  isParameterReference,
  isReservedSecretName,
  parameterDefaults,
  replaceParameters,
  type Leaf,
  type ParameterValue,
  type ResourceClass,
  type TemplateSecret,
  type TemplateSidecar,
  type WorkspaceTemplateSpec,
} from '@backstage-cde/plugin-cde-common';
import type { EgressRule } from '../config';
import { literal } from '../manifests';
import type {
  Footprint,
  ResolvedSidecar,
  ResolvedTemplate,
  WorkspaceSpec,
} from '../workspaces';
import { resolvePolicy } from './resolvePolicy';

/** What a template comes to with given parameters and a resource class. */
export interface Resolution {
  resolved: ResolvedTemplate;
  /** For repositories without a devcontainer.json: `file`, where the template has one, else `image`. */
  devcontainerDefaults: {
    image: string;
    user: { name: string; home?: string };
    file?: { path: string; text: string };
  };
  egress: EgressRule[];
  resources: WorkspaceSpec['resources'];
  footprint: Footprint;
}

export interface ResolveOptions {
  /** Valid ones, see `parameterProblems`; defaults are added. */
  parameters: Record<string, ParameterValue>;
  resourceClass: ResourceClass;
}

const GPU_RESOURCE = 'nvidia.com/gpu';
/** Where a template's own devcontainer.json is said to be. */
export const TEMPLATE_FILE = 'devcontainer.json';

/**
 * Replaces every parameter by its value. Pure: the same specification, values and class give the same result.
 * @throws InputError for a value beyond a ceiling, or of no use at its place
 */
export function resolveTemplate(
  spec: WorkspaceTemplateSpec,
  { parameters, resourceClass }: ResolveOptions,
): Resolution {
  const values = { ...parameterDefaults(spec.parameters), ...parameters };
  const valueOf = valuesOf(values);
  const sidecars = (spec.sidecars ?? []).map(one => sidecarOf(one, valueOf));
  const gpu = spec.gpu
    ? { count: spec.gpu.count, resource: spec.gpu.resource ?? GPU_RESOURCE }
    : resourceClass.gpu;
  const storage = storageOf(spec, resourceClass, valueOf);
  return {
    resolved: {
      environment: environmentOf(spec.environment, valueOf),
      secrets: secretsOf(spec.secrets),
      sidecars,
      scheduling: spec.scheduling ?? {},
      ...(gpu && { gpu }),
      privileged: spec.privileged ?? false,
      manifests: (spec.manifests ?? []).map(one => manifestOf(one, valueOf)),
      policy: resolvePolicy(spec.policies),
      resourceClasses: spec.resourceClasses,
      ...(spec.parameters && { parameters: spec.parameters }),
    },
    devcontainerDefaults: devcontainerOf(spec.devcontainer, valueOf),
    egress: spec.egress ?? [],
    resources: {
      cpu: resourceClass.cpu,
      memory: resourceClass.memory,
      storage,
    },
    footprint: footprintOf(resourceClass, sidecars, gpu?.count ?? 0, storage),
  };
}

/** The same of the devcontainer alone, which says what class a workspace needs. */
export function resolveDevcontainer(
  spec: WorkspaceTemplateSpec,
  parameters: Record<string, ParameterValue>,
): Resolution['devcontainerDefaults'] {
  const values = { ...parameterDefaults(spec.parameters), ...parameters };
  return devcontainerOf(spec.devcontainer, valuesOf(values));
}

function valuesOf(values: Record<string, ParameterValue>): ValueOf {
  return name => {
    if (!Object.hasOwn(values, name))
      throw new InputError(`The parameter '${name}' has no value`);
    return values[name];
  };
}

type ValueOf = (name: string) => ParameterValue;

function leafOf(value: Leaf<ParameterValue>, valueOf: ValueOf): string {
  return String(
    isParameterReference(value) ? valueOf(value.$parameter) : value,
  );
}

function environmentOf(
  variables: Record<string, Leaf<ParameterValue>> | undefined,
  valueOf: ValueOf,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables ?? {}).map(([name, value]) => [
      name,
      leafOf(value, valueOf),
    ]),
  );
}

function imageOf(value: Leaf, what: string, valueOf: ValueOf): string {
  const image = leafOf(value, valueOf);
  if (!isImageName(image)) {
    throw new InputError(
      `${what} cannot be ${JSON.stringify(
        image.slice(0, 80),
      )}: that is not the name of an image`,
    );
  }
  return image;
}

function sidecarOf(
  sidecar: TemplateSidecar,
  valueOf: ValueOf,
): ResolvedSidecar {
  const { name, command, args, environment, resources, ports } = sidecar;
  return {
    name,
    image: imageOf(sidecar.image, `The image of '${name}'`, valueOf),
    ...(command && { command }),
    ...(args && { args: args.map(arg => leafOf(arg, valueOf)) }),
    environment: environmentOf(environment, valueOf),
    resources: {
      cpu: needed(coresOf(resources.cpu), resources.cpu),
      memory: needed(bytesOf(resources.memory), resources.memory),
    },
    ports: ports ?? [],
  };
}

function secretsOf(secrets: TemplateSecret[] = []): TemplateSecret[] {
  const reserved = secrets.find(({ secret }) => isReservedSecretName(secret));
  if (reserved) {
    throw new InputError(
      `The secret '${reserved.secret}' belongs to a workspace; templates may not refer to it`,
    );
  }
  return secrets;
}

function needed(amount: number | undefined, text: string): number {
  if (amount === undefined)
    throw new InputError(`'${text}' is not an amount of CPU or memory`);
  return amount;
}

function devcontainerOf(
  { image, user, file }: WorkspaceTemplateSpec['devcontainer'],
  valueOf: ValueOf,
): Resolution['devcontainerDefaults'] {
  return {
    image: imageOf(image ?? String(file?.image), 'The image', valueOf),
    user: user ?? { name: 'vscode' },
    ...(file && { file: { path: TEMPLATE_FILE, text: JSON.stringify(file) } }),
  };
}

/** The template's size within its ceiling; a size that a parameter gives never exceeds the class's without one. */
function storageOf(
  { volume }: WorkspaceTemplateSpec,
  resourceClass: ResourceClass,
  valueOf: ValueOf,
): number {
  if (volume?.size === undefined) return resourceClass.storage;
  const text = leafOf(volume.size, valueOf);
  const bytes = bytesOf(text);
  if (bytes === undefined) {
    throw new InputError(
      `The size of the volume cannot be ${JSON.stringify(
        text.slice(0, 80),
      )}; write for example 5Gi`,
    );
  }
  const chosen = isParameterReference(volume.size);
  const named = volume.max === undefined ? undefined : bytesOf(volume.max);
  const most = named ?? (chosen ? resourceClass.storage : Infinity);
  if (bytes > most) {
    throw new InputError(
      `A volume of ${text} is more than the ${
        volume.max === undefined
          ? `resource class '${resourceClass.name}' has`
          : `template's ceiling of ${volume.max}`
      }`,
    );
  }
  return bytes;
}

/** Where Kubernetes itself would expand `$(NAME)`. */
const EXPANDED =
  /(^|\.)(containers|initContainers|ephemeralContainers)\.\d+\.((command|args)\.\d+|env\.\d+\.value)$/;

function manifestOf(manifest: JsonObject, valueOf: ValueOf): JsonObject {
  const replaced: JsonValue = replaceParameters(manifest, (name, path) => {
    const value = valueOf(name);
    return typeof value === 'string' && EXPANDED.test(path.join('.'))
      ? literal(value)
      : value;
  });
  return replaced as JsonObject;
}

function footprintOf(
  { cpu, memory, price }: ResourceClass,
  sidecars: ResolvedSidecar[],
  gpu: number,
  storage: number,
): Footprint {
  const sum = (first: number, of: 'cpu' | 'memory') =>
    sidecars.reduce((total, { resources }) => total + resources[of], first);
  const micros = (amount: number) => Math.round(amount * 1e6);
  return {
    cpuMillis: Math.round(sum(cpu.request, 'cpu') * 1000),
    memoryBytes: Math.round(sum(memory.request, 'memory')),
    storageBytes: storage,
    gpu,
    runPrice: micros(price?.perHour ?? 0),
    storagePrice: micros((price?.perGbMonth ?? 0) * (storage / 1e9)),
  };
}
