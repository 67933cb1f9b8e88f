import { setTimeout } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { BranchList } from '@backstage-cde/plugin-cde-common';
import type {
  DescribedBranch,
  RepositoryLocation,
  RepositoryRefs,
} from '@backstage-cde/plugin-cde-node';
import type { Sources } from '../devcontainers';

/** Dates of branches that take longer are not waited for; the next question finds them. */
const DATES_MS = 4_000;

type Branch = BranchList['branches'][number];

/** Branches, the default one first, then the recently changed ones. Names are enough to choose one. */
export async function listBranches(
  sources: Sources,
  location: RepositoryLocation,
  logger: LoggerService,
): Promise<BranchList> {
  const { defaultBranch, branches } = await sources.listRefs(location);
  const asked = sources
    .describeBranches(location, branches)
    .catch((error): DescribedBranch[] => {
      logger.debug(`No dates of ${location.url}'s branches: ${error}`);
      return [];
    });
  const patience = new AbortController();
  const late = setTimeout<DescribedBranch[]>(DATES_MS, [], {
    signal: patience.signal,
  }).catch(() => []);
  const described = await Promise.race([asked, late]);
  patience.abort();
  return {
    ...(defaultBranch && { defaultBranch }),
    branches: recentFirst(branches, described, defaultBranch),
  };
}

/** The default branch, those with a date, and the rest as it came. */
function recentFirst(
  branches: RepositoryRefs['branches'],
  described: DescribedBranch[],
  defaultBranch: string | undefined,
): Branch[] {
  const details = new Map(described.map(branch => [branch.name, branch]));
  const rank = ({ name, updatedAt }: Branch) =>
    name === defaultBranch ? Infinity : Date.parse(updatedAt ?? '') || 0;
  return branches
    .map(branch => {
      const known = details.get(branch.name);
      return known?.commit === branch.commit ? known : branch;
    })
    .sort((one, other) => {
      const [first, second] = [rank(one), rank(other)];
      return first === second ? 0 : second - first;
    });
}
