import { InputError } from '@backstage/errors';
import type {
  CreateWorkspaceRequest,
  DevcontainerPlan,
  IdeSummary,
  ResourceClass,
  WorkspaceTemplateDocument,
  WorkspaceTemplateSummary,
} from '@backstage-cde/plugin-cde-common';
import type { CdeConfig, ClusterConfig } from '../config';

type HostRequirements = DevcontainerPlan['hostRequirements'];

const IDE_TITLES: Record<string, string> = {
  'vscode-web': 'VS Code in the browser',
  none: 'None',
};
const DEFAULT_IDES = ['vscode-web'];

/** A revision of a template that workspaces can be made from. */
export interface TemplateOffer {
  id: string;
  revision: number;
  document: WorkspaceTemplateDocument;
}

/** A template and what may be chosen with it, as the caller wants it or by default. */
export interface Choice {
  template: TemplateOffer;
  cluster: ClusterConfig;
  ide: string;
}

/** @throws InputError for names that are not offered, naming those that are */
export function choose(
  config: Pick<CdeConfig, 'clusters'>,
  template: TemplateOffer,
  request: Pick<CreateWorkspaceRequest, 'cluster' | 'ide'>,
): Choice {
  const cluster = pick(
    'cluster',
    config.clusters,
    request.cluster,
    clustersOf(config, template),
  );
  const ides = idesOf(template);
  const ide = pick(
    'ide',
    ides.map(name => ({ name })),
    request.ide,
    ides,
  ).name;
  return { template, cluster, ide };
}

/**
 * The resource class to use: the one asked for; else the smallest that the devcontainer's `hostRequirements`
 * fit in; else, without requirements, the template's default.
 * @throws InputError for an unknown class, one that is too small, or where none is large enough
 */
export function chooseClass(
  config: Pick<CdeConfig, 'resourceClasses'>,
  { template, cluster }: Pick<Choice, 'template' | 'cluster'>,
  requirements: HostRequirements,
  name: string | undefined,
): ResourceClass {
  const offered = classesOf(config, template, cluster.name);
  if (offered.length === 0) {
    throw new InputError(
      `The cluster '${cluster.name}' has none of the resource classes of the template '${template.id}'; choose another cluster`,
    );
  }
  if (name !== undefined) {
    return chosenClass(offered, template, requirements, name);
  }
  const fitting = offered.filter(
    candidate => !lackOf(candidate, template, requirements),
  );
  const [smallest] = isDemanding(requirements) ? fitting.sort(bySize) : fitting;
  if (!smallest) {
    const lacks = offered.map(
      candidate =>
        `'${candidate.name}' does not have ${lackOf(
          candidate,
          template,
          requirements,
        )}`,
    );
    throw new InputError(
      `The devcontainer's hostRequirements fit in no resource class of the template '${
        template.id
      }': ${lacks.join(
        '; ',
      )}. Lower them, or ask the platform team for a larger class`,
    );
  }
  return smallest;
}

/** Names of the template's classes that are too small. */
export function classesTooSmall(
  config: Pick<CdeConfig, 'resourceClasses'>,
  { template, cluster }: Pick<Choice, 'template' | 'cluster'>,
  requirements: HostRequirements,
): string[] {
  return classesOf(config, template, cluster.name)
    .filter(candidate => lackOf(candidate, template, requirements))
    .map(({ name }) => name);
}

/** The template's classes that a cluster has, the default first. */
export function classesOf(
  config: Pick<CdeConfig, 'resourceClasses'>,
  { document }: TemplateOffer,
  clusterName: string,
): ResourceClass[] {
  return document.spec.resourceClasses.flatMap(wanted =>
    config.resourceClasses.filter(
      ({ name, clusters }) =>
        name === wanted && (!clusters || clusters.includes(clusterName)),
    ),
  );
}

export function summarize(
  config: Pick<CdeConfig, 'resourceClasses' | 'clusters'>,
  template: TemplateOffer,
  match: WorkspaceTemplateSummary['match'],
): WorkspaceTemplateSummary {
  const { id, revision, document } = template;
  const { metadata, spec } = document;
  const clusters = clustersOf(config, template);
  const available = clusters.flatMap(cluster =>
    classesOf(config, template, cluster).map(({ name }) => name),
  );
  return {
    name: id,
    title: metadata.title ?? metadata.name,
    revision,
    ...(match && { match }),
    privileged: spec.privileged ?? false,
    ...(spec.parameters && { parameters: spec.parameters }),
    clusters,
    ...(metadata.description && { description: metadata.description }),
    resourceClasses: spec.resourceClasses.filter(name =>
      available.includes(name),
    ),
    ides: idesOf(template),
  };
}

export function ideSummaries(templates: TemplateOffer[]): IdeSummary[] {
  const names = [...new Set(templates.flatMap(idesOf))];
  return names.map(name => ({ name, title: IDE_TITLES[name] ?? name }));
}

function idesOf({ document }: TemplateOffer): string[] {
  return document.spec.ides ?? DEFAULT_IDES;
}

function clustersOf(
  config: Pick<CdeConfig, 'clusters'>,
  { document }: TemplateOffer,
): string[] {
  return document.spec.clusters ?? config.clusters.map(({ name }) => name);
}

function chosenClass(
  offered: ResourceClass[],
  template: TemplateOffer,
  requirements: HostRequirements,
  name: string,
): ResourceClass {
  const wanted = pick(
    'resourceClass',
    offered,
    name,
    offered.map(candidate => candidate.name),
  );
  const lack = lackOf(wanted, template, requirements);
  if (lack) {
    throw new InputError(
      `The devcontainer asks for ${lack}, which the resource class '${name}' does not have; choose a larger one`,
    );
  }
  return wanted;
}

function bySize(one: ResourceClass, other: ResourceClass): number {
  return (
    one.memory.limit - other.memory.limit ||
    one.cpu.limit - other.cpu.limit ||
    one.storage - other.storage ||
    (one.gpu?.count ?? 0) - (other.gpu?.count ?? 0)
  );
}

function isDemanding(requirements: HostRequirements): boolean {
  const { cpus, memory, storage, gpu } = requirements ?? {};
  return Boolean(cpus || memory || storage || gpu === true);
}

function lackOf(
  candidate: ResourceClass,
  { document }: TemplateOffer,
  requirements: HostRequirements,
): string | undefined {
  const { cpus = 0, memory = 0, storage = 0, gpu } = requirements ?? {};
  const hasGpu = Boolean(document.spec.gpu ?? candidate.gpu);
  const gib = (bytes: number) =>
    `${Math.round((bytes / 2 ** 30) * 10) / 10} GiB`;
  return [
    cpus > candidate.cpu.limit && `${cpus} CPU cores`,
    memory > candidate.memory.limit && `${gib(memory)} of memory`,
    storage > candidate.storage && `${gib(storage)} of storage`,
    gpu === true && !hasGpu && 'a GPU',
  ].find(lack => lack !== false);
}

function pick<T extends { name: string }>(
  field: string,
  items: T[],
  name: string | undefined,
  offered: string[],
): T {
  const wanted = name ?? offered[0];
  const found = offered.includes(wanted)
    ? items.find(item => item.name === wanted)
    : undefined;
  if (!found) {
    throw new InputError(
      `There is no ${field} '${wanted}' to choose here; offered: ${offered.join(
        ', ',
      )}`,
    );
  }
  return found;
}
