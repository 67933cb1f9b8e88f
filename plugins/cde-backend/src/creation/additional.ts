import { InputError } from '@backstage/errors';
import {
  MAX_ADDITIONAL_REPOSITORIES,
  type AdditionalRepositoryRequest,
  type GitRef,
} from '@backstage-cde/plugin-cde-common';
import type { RepositoryLocation } from '@backstage-cde/plugin-cde-node';
import { DEFAULT_DEVCONTAINER, type Sources } from '../devcontainers';
import type { AdditionalSource } from '../workspaces';
import type { ComponentSource } from './catalog';

/** A repository that a request is about. */
export interface RepositorySource {
  component?: ComponentSource;
  location: RepositoryLocation;
}

/** A further repository, at a commit. */
export interface AdditionalDraft extends RepositorySource {
  ref: GitRef;
  commit: string;
}

/**
 * The further repositories of a request, each at a commit.
 * @param lookUp - finds what one is about, with the caller's own rights
 * @throws InputError, NotAllowedError, ServiceUnavailableError, each naming the repository
 */
export async function draftAdditional(
  wanted: AdditionalRepositoryRequest[],
  main: RepositorySource,
  lookUp: (request: AdditionalRepositoryRequest) => Promise<RepositorySource>,
  sources: Pick<Sources, 'resolve' | 'readDevcontainer'>,
): Promise<AdditionalDraft[]> {
  refuseUnfit(wanted);
  const found = await Promise.all(wanted.map(lookUp));
  refuseRepeated([main, ...found]);
  return Promise.all(
    found.map(async (source, index) => {
      const { ref, commit } = await sources.resolve(
        source.location,
        wanted[index].ref,
      );
      if (ref.type === 'commit') {
        // A commit is taken as it is given, so this asks the host whether there is one.
        await sources.readDevcontainer(
          source.location,
          commit,
          DEFAULT_DEVCONTAINER,
        );
      }
      return { ...source, ref, commit };
    }),
  );
}

/** As the workspace's row keeps them. */
export function additionalSources(
  drafts: AdditionalDraft[],
): AdditionalSource[] {
  return drafts.map(({ component, location, ref, commit }) => ({
    ...(component && { componentRef: component.ref }),
    repositoryUrl: location.url,
    name: location.name,
    ref,
    commit,
  }));
}

function refuseUnfit(wanted: AdditionalRepositoryRequest[]): void {
  if (wanted.length > MAX_ADDITIONAL_REPOSITORIES) {
    throw new InputError(
      `A workspace can have ${MAX_ADDITIONAL_REPOSITORIES} further repositories at most, and ${wanted.length} are asked for; leave some out`,
    );
  }
  const unnamed = wanted.findIndex(
    ({ component, repositoryUrl }) => !component && !repositoryUrl,
  );
  if (unnamed >= 0) {
    throw new InputError(
      `additional[${unnamed}] names no repository: give it a component, or a repositoryUrl`,
    );
  }
}

/** @throws InputError where two are clones of the same repository */
export function refuseRepeated(all: RepositorySource[]): void {
  const seen = new Map<string, string>();
  for (const { component, location } of all) {
    const key = identityOf(location.url);
    const who = component ? `'${component.ref}'` : location.url;
    const other = seen.get(key);
    if (other !== undefined) {
      throw new InputError(
        other === who
          ? `${who} is asked for twice; name each repository once`
          : `${who} and ${other} are in the same repository, ${location.url}, which is cloned once; leave one of them out`,
      );
    }
    seen.set(key, who);
  }
}

/** Git hosts tell no case apart in names, and take them with and without the ending. */
function identityOf(url: string): string {
  return url
    .toLowerCase()
    .replace(/\/+$/, '')
    .replace(/\.git$/, '');
}
