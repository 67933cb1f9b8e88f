import { randomUUID } from 'node:crypto';
import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  planDevcontainer,
  type CreateWorkspaceRequest,
  type DevcontainerPlan,
  type DevcontainerReport,
  type FileProblem,
  type GitRef,
} from '@backstage-cde/plugin-cde-common';
import type { RepositoryLocation } from '@backstage-cde/plugin-cde-node';
import type { CdeConfig, GitHostConfig } from '../config';
import { DEFAULT_DEVCONTAINER, type Sources } from '../devcontainers';
import { choose, chooseClass, type Choice } from '../templates';
import type { NewWorkspace } from '../workspaces';
import type { CatalogReader, ComponentSource } from './catalog';
import { freeName } from './names';

/** What a request comes to, before anything is made. */
export interface Draft {
  id: string;
  choice: Choice;
  component?: ComponentSource;
  location: RepositoryLocation;
  ref: GitRef;
  commit: string;
  /** Absent where nothing can be made from the devcontainer.json; the report says why. */
  plan: DevcontainerPlan | undefined;
  report: DevcontainerReport;
}

/** Turns requests into what would be made: looks up, checks and reads, but changes nothing. */
export class CreationPlanner {
  readonly #config: CdeConfig;
  readonly #catalog: CatalogReader;
  readonly #sources: Sources;

  constructor(options: {
    config: CdeConfig;
    catalog: CatalogReader;
    sources: Sources;
  }) {
    this.#config = options.config;
    this.#catalog = options.catalog;
    this.#sources = options.sources;
  }

  /**
   * @throws InputError, NotAllowedError, ServiceUnavailableError with what is wrong with the request, the
   * repository, or the way to it
   */
  async draft(
    request: CreateWorkspaceRequest,
    credentials: BackstageCredentials,
  ): Promise<Draft> {
    const choice = choose(this.#config, request);
    const { component, location } = await this.source(request, credentials);
    const { ref, commit } = await this.#sources.resolve(location, request.ref);
    const { file, alternatives } = await this.#sources.readDevcontainer(
      location,
      commit,
      request.devcontainerPath,
    );
    const id = randomUUID();
    const { plan, report } = planDevcontainer({
      file,
      alternatives,
      repository: { name: location.name },
      defaults: { image: choice.template.image, user: choice.template.user },
      workspaceId: id,
    });
    return {
      id,
      choice,
      ...(component && { component }),
      location,
      ref,
      commit,
      plan,
      report,
    };
  }

  /** The repository that a request is about. */
  async source(
    request: Pick<CreateWorkspaceRequest, 'component' | 'repositoryUrl'>,
    credentials: BackstageCredentials,
  ): Promise<{ component?: ComponentSource; location: RepositoryLocation }> {
    if (!request.component) {
      if (!request.repositoryUrl) {
        throw new InputError(
          'Say what the workspace is for: a component, or a repositoryUrl',
        );
      }
      return { location: this.#sources.locate(request.repositoryUrl) };
    }
    const component = await this.#catalog.component(
      request.component,
      credentials,
    );
    if (!component.repositoryUrl) {
      throw new InputError(
        `'${component.ref}' does not say where its repository is; its owners can add the annotation 'backstage.io/source-location' to its catalog-info.yaml`,
      );
    }
    const location = this.#sources.locate(component.repositoryUrl);
    if (
      request.repositoryUrl &&
      this.#sources.locate(request.repositoryUrl).url !== location.url
    ) {
      throw new InputError(
        `The repository of '${component.ref}' is ${location.url}; leave repositoryUrl out, or leave the component out to use another repository`,
      );
    }
    return { component, location };
  }

  /** The row of a draft. @throws InputError where nothing can be made from it */
  async newWorkspace(
    draft: Draft,
    request: CreateWorkspaceRequest,
    owner: { ref: string; takenNames: string[] },
  ): Promise<NewWorkspace> {
    const { id, choice, component, location, ref, commit, plan, report } =
      draft;
    if (!plan) {
      throw unusable(report);
    }
    const { template, cluster, ide } = choice;
    const resourceClass = chooseClass(
      this.#config,
      template,
      plan.hostRequirements,
      request.resourceClass,
    );
    const { cpu, memory, storage } = resourceClass;
    return {
      id,
      ownerRef: owner.ref,
      name: request.name ?? defaultName(draft, owner.takenNames),
      componentRef: component?.ref ?? null,
      clusterName: cluster.name,
      namespace: cluster.namespace,
      templateName: template.name,
      templateRevision: null,
      parameters: {},
      settings: {},
      componentOwnerRef: null,
      systemRef: null,
      footprint: {
        cpuMillis: Math.round(cpu.request * 1000),
        memoryBytes: memory.request,
        storageBytes: storage,
        gpu: 0,
        runPrice: 0,
        storagePrice: 0,
      },
      resourceClassName: resourceClass.name,
      ide,
      repositoryUrl: location.url,
      ref,
      commit,
      spec: {
        version: 1,
        plan,
        report,
        resources: { cpu, memory, storage },
        egress: template.egress,
        user: await this.#catalog.identity(owner.ref, this.#config.portalUrl),
        insteadOf: this.#config.git.hosts.flatMap(host =>
          insteadOf(host, location.url),
        ),
        portal: {
          url: `${this.#config.portalUrl}${
            component?.pagePath ?? '/workspaces'
          }`,
          title: component?.name ?? location.name,
        },
        ...(this.#config.ide.gallery && { gallery: this.#config.ide.gallery }),
      },
    };
  }
}

/** `payments-api-main`, or with the first digits of a commit. */
export function defaultName(
  { component, location, ref, commit }: Draft,
  taken: string[],
): string {
  const version =
    ref.type === 'branch' || ref.type === 'tag' ? ref.name : commit.slice(0, 8);
  return freeName([component?.name ?? location.name, version], taken);
}

/** Where pods reach the repository's host under another address. */
function insteadOf(
  { host, protocol, clusterUrl }: GitHostConfig,
  repositoryUrl: string,
) {
  const from = `${protocol}://${host}/`;
  return clusterUrl && repositoryUrl.startsWith(from)
    ? [{ from, to: `${clusterUrl}/` }]
    : [];
}

function unusable(report: DevcontainerReport): InputError {
  const describe = ({ path, line, column, message }: FileProblem) => {
    const place = [path, line, column]
      .filter(part => part !== undefined && part !== '')
      .join(':');
    return `${place}: ${message}`;
  };
  const errors = report.problems
    .filter(({ severity }) => severity === 'error')
    .map(describe);
  return new InputError(
    `The devcontainer.json cannot be used. ${errors.join(
      ' ',
    )} Correct it, or ask for devcontainerPath '${DEFAULT_DEVCONTAINER}' to start with the template's image instead`,
  );
}
