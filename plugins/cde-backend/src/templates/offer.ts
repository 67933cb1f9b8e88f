import { InputError } from '@backstage/errors';
import type {
  CreateWorkspaceRequest,
  DevcontainerPlan,
  IdeSummary,
  ResourceClass,
  WorkspaceTemplateSummary,
} from '@backstage-cde/plugin-cde-common';
import type { CdeConfig, ClusterConfig, TemplateConfig } from '../config';

type HostRequirements = DevcontainerPlan['hostRequirements'];

const IDE_TITLES: Record<string, string> = {
  'vscode-web': 'VS Code in the browser',
  none: 'None',
};

/** A template and what may be chosen with it, as the caller wants it or by default. */
export interface Choice {
  template: TemplateConfig;
  cluster: ClusterConfig;
  ide: string;
}

/** @throws InputError for names that are not offered, naming those that are */
export function choose(
  config: CdeConfig,
  request: CreateWorkspaceRequest,
): Choice {
  const template = pick(
    'template',
    config.templates,
    request.template,
    config.templates.map(({ name }) => name),
  );
  const cluster = pick(
    'cluster',
    config.clusters,
    request.cluster,
    template.clusters,
  );
  const ide = pick(
    'ide',
    template.ides.map(name => ({ name })),
    request.ide,
    template.ides,
  ).name;
  return { template, cluster, ide };
}

/**
 * The resource class to use: the one asked for, or the first of the template's that the devcontainer's
 * `hostRequirements` fit in, the default coming first.
 * @throws InputError for an unknown class, one that is too small, or where none is large enough
 */
export function chooseClass(
  config: CdeConfig,
  template: TemplateConfig,
  requirements: HostRequirements,
  name: string | undefined,
): ResourceClass {
  const offered = classesOf(config, template);
  if (name !== undefined) {
    const wanted = pick(
      'resourceClass',
      offered,
      name,
      template.resourceClasses,
    );
    const lack = lackOf(wanted, requirements);
    if (lack) {
      throw new InputError(
        `The devcontainer asks for ${lack}, which the resource class '${name}' does not have; choose a larger one`,
      );
    }
    return wanted;
  }
  const fitting = offered.filter(candidate => !lackOf(candidate, requirements));
  const [first] = offered;
  if (fitting.includes(first)) {
    return first;
  }
  const [smallest] = fitting.sort(
    (a, b) => a.memory.limit - b.memory.limit || a.cpu.limit - b.cpu.limit,
  );
  if (!smallest) {
    const lacks = offered.map(candidate => lackOf(candidate, requirements));
    throw new InputError(
      `The devcontainer's hostRequirements ask for ${lacks.at(
        -1,
      )}, which no resource class of the template '${
        template.name
      }' has; lower them, or ask the platform team for a larger class`,
    );
  }
  return smallest;
}

/** Names of the template's classes that are too small. */
export function classesTooSmall(
  config: CdeConfig,
  template: TemplateConfig,
  requirements: HostRequirements,
): string[] {
  return classesOf(config, template)
    .filter(candidate => lackOf(candidate, requirements))
    .map(({ name }) => name);
}

export function summarize({
  name,
  title,
  description,
  resourceClasses,
  ides,
}: TemplateConfig): WorkspaceTemplateSummary {
  return {
    name,
    title,
    ...(description && { description }),
    resourceClasses,
    ides,
  };
}

export function ideSummaries(templates: TemplateConfig[]): IdeSummary[] {
  const names = [...new Set(templates.flatMap(template => template.ides))];
  return names.map(name => ({ name, title: IDE_TITLES[name] ?? name }));
}

function classesOf(
  config: CdeConfig,
  template: TemplateConfig,
): ResourceClass[] {
  return template.resourceClasses.map(name =>
    pick(
      'resourceClass',
      config.resourceClasses,
      name,
      template.resourceClasses,
    ),
  );
}

function lackOf(
  candidate: ResourceClass,
  requirements: HostRequirements,
): string | undefined {
  const { cpus = 0, memory = 0, storage = 0, gpu } = requirements ?? {};
  const gib = (bytes: number) =>
    `${Math.round((bytes / 2 ** 30) * 10) / 10} GiB`;
  return [
    cpus > candidate.cpu.limit && `${cpus} CPU cores`,
    memory > candidate.memory.limit && `${gib(memory)} of memory`,
    storage > candidate.storage && `${gib(storage)} of storage`,
    gpu === true && 'a GPU',
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
