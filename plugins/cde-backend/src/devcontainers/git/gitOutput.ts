import type {
  DescribedBranch,
  RepositoryRefs,
} from '@backstage-cde/plugin-cde-node';

/** Of each branch one line, its parts apart by NUL; authors may have any other character in their names. */
export const BRANCH_FORMAT =
  '%(refname:lstrip=2)%00%(objectname)%00%(committerdate:iso-strict)%00%(authorname)';

/** Reads the output of `for-each-ref` in this format; what is no commit has no date, and is left out. */
export function parseBranches(output: string): DescribedBranch[] {
  return output.split('\n').flatMap(line => {
    const [name, commit, date, author] = line.split('\0');
    const at = Date.parse(date);
    return Number.isNaN(at)
      ? []
      : [
          {
            name,
            commit,
            updatedAt: new Date(at).toISOString(),
            ...(author && { author: author.slice(0, 100) }),
          },
        ];
  });
}

/** Whether a trace of git's packets says that the remote leaves out what is not asked for (protocol version 2). */
export function canFilter(trace: string): boolean {
  return /< fetch=.*\bfilter\b/.test(trace);
}

/** Reads the output of `ls-remote --symref`; annotated tags are replaced by what they point to. */
export function parseRefs(output: string): RepositoryRefs {
  const branches: RepositoryRefs['branches'] = [];
  const tags = new Map<string, string>();
  let defaultBranch: string | undefined;
  for (const line of output.split('\n')) {
    const [value, ref] = line.split('\t');
    if (value.startsWith('ref: refs/heads/') && ref === 'HEAD') {
      defaultBranch = value.slice('ref: refs/heads/'.length);
    } else if (ref?.startsWith('refs/heads/')) {
      branches.push({ name: ref.slice('refs/heads/'.length), commit: value });
    } else if (ref?.startsWith('refs/tags/')) {
      tags.set(ref.slice('refs/tags/'.length).replace(/\^\{\}$/, ''), value);
    }
  }
  return {
    ...(branches.some(branch => branch.name === defaultBranch) && {
      defaultBranch,
    }),
    branches,
    tags: [...tags].map(([name, commit]) => ({ name, commit })),
  };
}

/**
 * Reads the output of `cat-file --batch-check --follow-symlinks`: one line per name, and a second
 * line for those that are missing, lead out of the repository or in circles.
 */
export function parseBatchCheck(
  output: string,
): Array<{ id: string; type: string } | undefined> {
  const lines = output.split('\n');
  const objects: Array<{ id: string; type: string } | undefined> = [];
  for (let index = 0; index < lines.length && lines[index] !== ''; index++) {
    const found = /^([0-9a-f]{40,64}) (\w+) \d+$/.exec(lines[index]);
    objects.push(found ? { id: found[1], type: found[2] } : undefined);
    if (/^(dangling|symlink|loop|notdir) \d+$/.test(lines[index])) {
      index++;
    }
  }
  return objects;
}
