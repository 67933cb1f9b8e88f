import { randomUUID } from 'node:crypto';
import { InputError } from '@backstage/errors';
import {
  describeProblem,
  parameterProblems,
  type CreateWorkspaceRequest,
  type DevcontainerPlan,
  type DevcontainerReport,
  type GitRef,
  type ParameterValue,
} from '@backstage-cde/plugin-cde-common';
import type { RepositoryLocation } from '@backstage-cde/plugin-cde-node';
import type { CdeConfig, GitHostConfig } from '../config';
import { DEFAULT_DEVCONTAINER, type Sources } from '../devcontainers';
import { privilegedNamespace } from '../manifests';
import type { UserCredentials } from '../permissions';
import {
  choose,
  chooseClass,
  refuseProblems,
  type Choice,
  type TemplateOffer,
  type TemplateOffers,
} from '../templates';
import type { DevcontainerSource, NewWorkspace } from '../workspaces';
import {
  additionalSources,
  draftAdditional,
  type AdditionalDraft,
  type RepositorySource,
} from './additional';
import type { CatalogReader, ComponentSource } from './catalog';
import { freeName } from './names';
import { planFor, specify } from './specification';

/** What a request comes to, before anything is made. */
export interface Draft {
  id: string;
  choice: Choice;
  parameters: Record<string, ParameterValue>;
  component?: ComponentSource;
  location: RepositoryLocation;
  ref: GitRef;
  commit: string;
  /** Further repositories, cloned beside it. */
  additional: AdditionalDraft[];
  devcontainer: DevcontainerSource;
  /** Absent where nothing can be made from the devcontainer.json; the report says why. */
  plan: DevcontainerPlan | undefined;
  report: DevcontainerReport;
  /** The template's image, for where there is no plan. */
  defaultImage: string;
}

/** Turns requests into what would be made: looks up, checks and reads, but changes nothing. */
export class CreationPlanner {
  readonly #config: CdeConfig;
  readonly #catalog: CatalogReader;
  readonly #sources: Sources;
  readonly #templates: TemplateOffers;

  constructor(options: {
    config: CdeConfig;
    catalog: CatalogReader;
    sources: Sources;
    templates: TemplateOffers;
  }) {
    this.#config = options.config;
    this.#catalog = options.catalog;
    this.#sources = options.sources;
    this.#templates = options.templates;
  }

  /**
   * @throws InputError, NotAllowedError, NotFoundError, ServiceUnavailableError with what is wrong with the
   * request, the template, the repository, or the way to it
   */
  async draft(
    request: CreateWorkspaceRequest,
    credentials: UserCredentials,
  ): Promise<Draft> {
    const source = await this.source(request, credentials);
    const template = await this.#templates.pick(
      credentials,
      source.component?.entity,
      request.template,
    );
    return this.#draft(request, template, source, credentials);
  }

  /** What a workspace of a template that is not published would be, by default. @throws as `draft` */
  async wouldBe(
    request: CreateWorkspaceRequest,
    template: TemplateOffer,
    credentials: UserCredentials,
  ): Promise<NewWorkspace> {
    const source = await this.source(request, credentials);
    const draft = await this.#draft(request, template, source, credentials);
    return this.newWorkspace(draft, request, {
      ref: credentials.principal.userEntityRef,
      takenNames: [],
    });
  }

  async #draft(
    request: CreateWorkspaceRequest,
    template: TemplateOffer,
    source: RepositorySource,
    credentials: UserCredentials,
  ): Promise<Draft> {
    const { component, location } = source;
    const choice = choose(this.#config, template, request);
    const parameters = request.parameters ?? {};
    refuseProblems(
      `The template '${template.id}' does not take these parameters`,
      parameterProblems(template.document.spec.parameters, parameters, {
        at: 'creation',
      }),
    );
    const sources = this.#sources.as(credentials.principal.userEntityRef);
    const { ref, commit } = await sources.resolve(location, request.ref);
    const devcontainer = {
      repositoryName: location.name,
      ...(await sources.readDevcontainer(
        location,
        commit,
        request.devcontainerPath,
      )),
    };
    const additional = await draftAdditional(
      request.additional ?? [],
      source,
      wanted => this.source(wanted, credentials),
      sources,
    );
    const id = randomUUID();
    return {
      id,
      choice,
      parameters,
      ...(component && { component }),
      location,
      ref,
      commit,
      additional,
      devcontainer,
      ...planFor(template.document, parameters, devcontainer, id),
    };
  }

  /** The repository that a request is about. */
  async source(
    request: Pick<CreateWorkspaceRequest, 'component' | 'repositoryUrl'>,
    credentials: UserCredentials,
  ): Promise<RepositorySource> {
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
    const { id, choice, component, location, plan, report } = draft;
    if (!plan) {
      throw unusable(report);
    }
    const { template, cluster, ide } = choice;
    const resourceClass = chooseClass(
      this.#config,
      choice,
      plan.hostRequirements,
      request.resourceClass,
    );
    const { parts, footprint, kept } = specify(
      template,
      draft.parameters,
      resourceClass,
    );
    const additional = additionalSources(draft.additional);
    return {
      id,
      ownerRef: owner.ref,
      name: request.name ?? defaultName(draft, owner.takenNames),
      componentRef: component?.ref ?? null,
      clusterName: cluster.name,
      namespace: template.document.spec.privileged
        ? privilegedNamespace(cluster.namespace)
        : cluster.namespace,
      templateName: template.id,
      templateRevision: template.revision,
      parameters: kept,
      settings: {},
      componentOwnerRef: component?.ownerRef ?? null,
      systemRef: component?.systemRef ?? null,
      footprint,
      resourceClassName: resourceClass.name,
      ide,
      repositoryUrl: location.url,
      ref: draft.ref,
      commit: draft.commit,
      spec: {
        version: 1,
        plan,
        report,
        ...parts,
        devcontainer: draft.devcontainer,
        ...(additional.length > 0 && { additional }),
        user: await this.#catalog.identity(owner.ref, this.#config.portalUrl),
        insteadOf: this.#config.git.hosts.flatMap(host =>
          insteadOf(host, [
            location.url,
            ...additional.map(({ repositoryUrl }) => repositoryUrl),
          ]),
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

/** Where pods reach the host of one of the repositories under another address. */
function insteadOf(
  { host, protocol, clusterUrl }: GitHostConfig,
  repositoryUrls: string[],
) {
  const from = `${protocol}://${host}/`;
  return clusterUrl && repositoryUrls.some(url => url.startsWith(from))
    ? [{ from, to: `${clusterUrl}/` }]
    : [];
}

function unusable(report: DevcontainerReport): InputError {
  const errors = report.problems
    .filter(({ severity }) => severity === 'error')
    .map(describeProblem);
  return new InputError(
    `The devcontainer.json cannot be used. ${errors.join(
      ' ',
    )} Correct it, or ask for devcontainerPath '${DEFAULT_DEVCONTAINER}' to start with the template's image instead`,
  );
}
