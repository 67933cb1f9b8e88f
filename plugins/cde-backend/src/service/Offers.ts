import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import { isError } from '@backstage/errors';
import {
  type BranchList,
  type Cause,
  type ClusterStatus,
  type CreateWorkspaceRequest,
  type CreationOptions,
  type LifecycleCommand,
  type LifecyclePhase,
  type WorkspacePreview,
} from '@backstage-cde/plugin-cde-common';
import type { RepositoryLocation } from '@backstage-cde/plugin-cde-node';
import type { CdeConfig } from '../config';
import {
  additionalSources,
  defaultName,
  type CreationPlanner,
} from '../creation';
import type { Sources } from '../devcontainers';
import type { WorkspaceAccess } from '../permissions';
import {
  chooseClass,
  classesOf,
  classesTooSmall,
  ideSummaries,
  summarize,
  type TemplateOffers,
} from '../templates';
import {
  presentAdditional,
  startKey,
  type WorkspaceStore,
} from '../workspaces';
import { listBranches } from './listBranches';
import type { Caller, Runtime } from './types';

const PHASES: LifecyclePhase[] = [
  'onCreateCommand',
  'updateContentCommand',
  'postCreateCommand',
  'postStartCommand',
  'postAttachCommand',
];

const NOT_ALLOWED: Cause = {
  reason: 'NotAllowed',
  message: 'You may not make workspaces here',
  cure: 'Ask the platform team for the permission cde.workspace.create',
};

const NO_TEMPLATE: Cause = {
  reason: 'NoTemplate',
  message: 'No workspace template is offered here',
  cure: 'Ask the platform team for a template that applies',
};

/** What could be made: options, branches and previews, for forms. */
export class Offers {
  readonly #config: CdeConfig;
  readonly #planner: CreationPlanner;
  readonly #templates: TemplateOffers;
  readonly #sources: Sources;
  readonly #access: WorkspaceAccess;
  readonly #store: Pick<WorkspaceStore, 'namesOf' | 'usualStarts'>;
  readonly #runtime: Pick<Runtime, 'clusterStatus'>;
  readonly #logger: LoggerService;

  constructor(options: {
    config: CdeConfig;
    planner: CreationPlanner;
    templates: TemplateOffers;
    sources: Sources;
    access: WorkspaceAccess;
    store: Pick<WorkspaceStore, 'namesOf' | 'usualStarts'>;
    runtime: Pick<Runtime, 'clusterStatus'>;
    logger: LoggerService;
  }) {
    this.#config = options.config;
    this.#planner = options.planner;
    this.#templates = options.templates;
    this.#sources = options.sources;
    this.#access = options.access;
    this.#store = options.store;
    this.#runtime = options.runtime;
    this.#logger = options.logger;
  }

  clusters(): ClusterStatus[] {
    return this.#config.clusters
      .map(({ name }) => this.#runtime.clusterStatus(name))
      .filter(status => status !== undefined);
  }

  async options(caller: Caller, component?: string): Promise<CreationOptions> {
    if (!component) {
      const offered = await this.#offered(caller, undefined);
      return this.#unlessNotAllowed(caller, offered);
    }
    const source = await this.#sourceOf(caller, component);
    const offered = await this.#offered(
      caller,
      'cause' in source ? undefined : source.component?.entity,
    );
    const options = await this.#unlessNotAllowed(caller, offered);
    if (options.unavailable) {
      return options;
    }
    return 'cause' in source
      ? { ...offered, unavailable: source.cause }
      : this.#withRepository(caller, offered, source.location);
  }

  /** The templates for a component, the best first, with what may be chosen with them. */
  async #offered(
    caller: Caller,
    entity: Entity | undefined,
  ): Promise<CreationOptions> {
    const templates = await this.#templates.list(caller.credentials, entity);
    const { clusters, resourceClasses } = this.#config;
    const offeredClasses = new Set(
      templates.flatMap(template =>
        clusters.flatMap(({ name }) =>
          classesOf(this.#config, template, name).map(one => one.name),
        ),
      ),
    );
    return {
      templates: templates.map(template =>
        summarize(this.#config, template, template.match),
      ),
      resourceClasses: resourceClasses.filter(({ name }) =>
        offeredClasses.has(name),
      ),
      ides: ideSummaries(templates),
      clusters: this.clusters(),
    };
  }

  async #unlessNotAllowed(
    caller: Caller,
    offered: CreationOptions,
  ): Promise<CreationOptions> {
    if (!(await this.#access.mayCreate(caller.credentials))) {
      return { ...offered, unavailable: NOT_ALLOWED };
    }
    return offered.templates.length === 0
      ? { ...offered, unavailable: NO_TEMPLATE }
      : offered;
  }

  async #sourceOf(caller: Caller, component: string) {
    try {
      return await this.#planner.source({ component }, caller.credentials);
    } catch (error) {
      return { cause: causeOf(error) };
    }
  }

  async #withRepository(
    caller: Caller,
    offered: CreationOptions,
    location: RepositoryLocation,
  ): Promise<CreationOptions> {
    try {
      const { defaultBranch } = await this.#seenBy(caller).listRefs(location);
      return {
        ...offered,
        repository: {
          url: location.url,
          ...(defaultBranch && { defaultBranch }),
        },
      };
    } catch (error) {
      return { ...offered, unavailable: causeOf(error) };
    }
  }

  /** Repositories as the caller may see them. */
  #seenBy({ credentials }: Caller): Sources {
    return this.#sources.as(credentials.principal.userEntityRef);
  }

  async branches(caller: Caller, component: string): Promise<BranchList> {
    const { location } = await this.#planner.source(
      { component },
      caller.credentials,
    );
    return listBranches(this.#seenBy(caller), location, this.#logger);
  }

  /** @throws as `CreationPlanner.draft`; an unusable devcontainer.json is shown instead */
  async preview(
    caller: Caller,
    request: CreateWorkspaceRequest,
  ): Promise<WorkspacePreview> {
    const draft = await this.#planner.draft(request, caller.credentials);
    const { component, location, ref, commit, plan, report } = draft;
    const additional = presentAdditional(
      { additional: additionalSources(draft.additional) },
      plan,
    );
    const { template, cluster, ide } = draft.choice;
    const tooSmall = classesTooSmall(
      this.#config,
      draft.choice,
      plan?.hostRequirements,
    );
    const resourceClass = request.resourceClass ?? this.#usualClass(draft);
    const takenNames = await this.#store.namesOf(
      caller.credentials.principal.userEntityRef,
    );
    const kind = component && {
      componentRef: component.ref,
      resourceClassName: resourceClass,
    };
    const usualStartMs =
      kind && (await this.#store.usualStarts([kind])).get(startKey(kind));
    return {
      repository: { url: location.url, ref, commit },
      ...(additional.length > 0 && { additional }),
      name: request.name ?? defaultName(draft, takenNames),
      template: template.id,
      templateRevision: template.revision,
      resourceClass,
      ide,
      cluster: cluster.name,
      devcontainer: report,
      image: plan?.image ?? draft.defaultImage,
      lifecycle: PHASES.flatMap(phase =>
        describePhase(phase, plan?.lifecycle[phase]),
      ),
      ports: plan?.ports ?? [],
      ...(usualStartMs && { usualStartMs }),
      classesTooSmall: tooSmall,
      privileged: template.document.spec.privileged ?? false,
    };
  }

  /** The class that would be taken; where none is large enough, the template's default. */
  #usualClass({
    choice,
    plan,
  }: Awaited<ReturnType<CreationPlanner['draft']>>): string {
    const requirements = plan?.hostRequirements;
    const { template, cluster } = choice;
    const names = classesOf(this.#config, template, cluster.name).map(
      ({ name }) => name,
    );
    const tooSmall = classesTooSmall(this.#config, choice, requirements);
    return tooSmall.length === names.length
      ? names[0] ?? template.document.spec.resourceClasses[0]
      : chooseClass(this.#config, choice, requirements, undefined).name;
  }
}

/** Errors of the planner say cause and cure in one message. */
function causeOf(error: unknown): Cause {
  if (
    !isError(error) ||
    !['InputError', 'NotAllowedError', 'ServiceUnavailableError'].includes(
      error.name,
    )
  ) {
    throw error;
  }
  return { reason: error.name.replace(/Error$/, ''), message: error.message };
}

function describePhase(
  phase: LifecyclePhase,
  commands: LifecycleCommand[] | undefined,
) {
  if (!commands || commands.length === 0) {
    return [];
  }
  const describe = ({ name, run }: LifecycleCommand) =>
    `${name ? `${name}: ` : ''}${
      typeof run === 'string' ? run : run.join(' ')
    }`;
  return [{ phase, commands: commands.map(describe) }];
}
