import { InputError, NotAllowedError } from '@backstage/errors';
import type {
  ContextUrl,
  KnownHost,
  RepositoryContext,
  Workspace,
} from '@backstage-cde/plugin-cde-common';
import type { Changes } from '../changes';
import { locationOf, type Sources } from '../devcontainers';
import type { Caller, WorkspaceReader } from '../service';
import type { ComponentFinder } from './ComponentFinder';
import { fittingWorkspaces } from './fittingWorkspaces';
import { placeComponents } from './placeComponents';
import { resolveChange, resolvePage, type Resolved } from './resolvePage';

/** A person has few workspaces; more pages of them are not read. */
const MAX_PAGES = 5;

/** Says what a page of a git host is about, and what could be started from it. Makes, changes and starts nothing. */
export class ContextReader {
  readonly #sources: Sources;
  readonly #hosts: KnownHost[];
  readonly #components: ComponentFinder;
  readonly #changes: Changes;
  readonly #workspaces: Pick<WorkspaceReader, 'list'>;

  constructor(options: {
    sources: Sources;
    hosts: KnownHost[];
    components: ComponentFinder;
    changes: Changes;
    workspaces: Pick<WorkspaceReader, 'list'>;
  }) {
    this.#sources = options.sources;
    this.#hosts = options.hosts;
    this.#components = options.components;
    this.#changes = options.changes;
    this.#workspaces = options.workspaces;
  }

  /** @throws InputError, NotAllowedError, NotFoundError, ServiceUnavailableError with cause and cure */
  async read(caller: Caller, url: string): Promise<RepositoryContext> {
    const { credentials } = caller;
    const page = this.#parse(url);
    const sources = this.#sources.as(credentials.principal.userEntityRef);
    const [refs, candidates, own] = await Promise.all([
      sources.listRefs(locationOf(page)),
      this.#components.find(page, credentials),
      this.#own(caller),
    ]);
    const change =
      page.change &&
      (await this.#changes.get(page.repositoryUrl, page.change.id));
    const { subject, ref, path } = change
      ? resolveChange(change, refs)
      : resolvePage(page, refs);
    const { components, best } = placeComponents(candidates, refs, path);
    const repositoryUrl =
      (best ?? components[0])?.repositoryUrl ?? page.repositoryUrl;
    const wanted = { repositoryUrl, ref, component: best?.ref };
    return {
      url: page.url,
      subject,
      repository: { url: repositoryUrl, name: page.name },
      ref,
      refName: shortName(ref),
      ...(path && { path }),
      ...(path && page.line && { line: page.line }),
      ...(change && { change }),
      components: components.map(({ ref: component, title, folder }) => ({
        ref: component,
        title,
        ...(folder && { path: folder }),
      })),
      workspaces: fittingWorkspaces(own, wanted, this.#hosts),
      request: {
        ...(best ? { component: best.ref } : { repositoryUrl }),
        ref,
      },
    };
  }

  #parse(url: string): ContextUrl {
    const page = this.#sources.parse(url);
    if ('problem' in page) {
      const { reason, message, cure } = page.problem;
      const text = cure ? `${message}. ${cure}` : message;
      throw reason === 'UnknownHost'
        ? new NotAllowedError(text)
        : new InputError(text);
    }
    return page;
  }

  async #own(caller: Caller): Promise<Workspace[]> {
    const own: Workspace[] = [];
    let cursor: string | undefined;
    for (let count = 0; count < MAX_PAGES; count++) {
      const page = await this.#workspaces.list(caller, {
        scope: 'mine',
        ...(cursor && { cursor }),
      });
      own.push(...page.items);
      cursor = page.nextCursor;
      if (!cursor) {
        break;
      }
    }
    return own;
  }
}

function shortName(ref: Resolved['ref']): string {
  return ref.type === 'commit' ? ref.name.slice(0, 8) : ref.name;
}
