import { existsSync } from 'node:fs';
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import path from 'node:path';
import { git, gitWithInput } from './git.ts';

/** The organisation that owns all example repositories. */
export const ORGANISATION = 'acme';

interface Commit {
  branch: string;
  from?: string;
  message: string;
  author: string;
  /** Files by their path in the repository. */
  files: Map<string, { content: Buffer; executable: boolean }>;
}

/** A branch beside main, as `examples/branches/<repository>/branch.json` describes it. */
interface BranchFile {
  name: string;
  message: string;
  author: string;
}

/** Seconds since 1970 of the first commit, so that histories are the same everywhere. */
const BEGINNING = Date.UTC(2026, 0, 12, 9) / 1000;
const MAINTAINER = 'Petra Novak <petra@acme.example>';

/**
 * Makes a bare repository of each folder in `examples/repositories` that has none
 * yet; existing ones keep what was pushed to them.
 *
 * @returns names of all repositories
 */
export async function createRepositories(
  examples: string,
  root: string,
): Promise<string[]> {
  const folder = path.join(examples, 'repositories');
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name)
    .sort();
  await mkdir(path.join(root, ORGANISATION), { recursive: true });
  for (const name of names) {
    const target = path.join(root, ORGANISATION, `${name}.git`);
    if (!existsSync(target))
      await createRepository(target, await history(examples, name));
  }
  return names;
}

/** Makes a repository to be pushed to; where two ask for it at once, the first one's stands. */
export async function createEmptyRepository(target: string): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true });
  const partial = await mkdtemp(`${target}.partial-`);
  try {
    await git(partial, 'init', '--quiet', '--bare', '--initial-branch=main');
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    if (!existsSync(path.join(target, 'HEAD'))) throw error;
  }
}

/** The first branch that is pushed is the default one, whatever its name. */
export async function adoptPushedBranch(repository: string): Promise<void> {
  const refs = await git(
    repository,
    'for-each-ref',
    '--format=%(refname)',
    'refs/heads',
  );
  const branches = refs.split('\n').filter(Boolean);
  const head = (await git(repository, 'symbolic-ref', 'HEAD')).trim();
  if (branches.length > 0 && !branches.includes(head)) {
    await git(repository, 'symbolic-ref', 'HEAD', branches[0]);
  }
}

async function createRepository(target: string, commits: Commit[]) {
  const partial = `${target}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial);
  await git(partial, 'init', '--quiet', '--bare', '--initial-branch=main');
  await gitWithInput(partial, ['fast-import', '--quiet'], fastImport(commits));
  // The rename makes an interrupted start leave no half repository.
  await rename(partial, target);
}

/** Two commits on main (what it is, then the code), and one branch if there is one. */
async function history(examples: string, name: string): Promise<Commit[]> {
  const files = await readFiles(path.join(examples, 'repositories', name));
  const introduction = new Map(
    [...files].filter(([file]) =>
      ['README.md', 'catalog-info.yaml'].includes(file),
    ),
  );
  const commits: Commit[] = [
    {
      branch: 'main',
      message: `Describe ${name}`,
      author: MAINTAINER,
      files: introduction,
    },
    { branch: 'main', message: 'First version', author: MAINTAINER, files },
  ];
  const branches = path.join(examples, 'branches', name);
  if (existsSync(branches)) {
    const branch: BranchFile = JSON.parse(
      await readFile(path.join(branches, 'branch.json'), 'utf8'),
    );
    commits.push({
      branch: branch.name,
      from: 'main',
      message: branch.message,
      author: branch.author,
      files: await readFiles(path.join(branches, 'files')),
    });
  }
  return commits;
}

async function readFiles(folder: string): Promise<Commit['files']> {
  const files: Commit['files'] = new Map();
  for (const entry of await readdir(folder, {
    withFileTypes: true,
    recursive: true,
  })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const { mode } = await stat(file);
    files.set(path.relative(folder, file).split(path.sep).join('/'), {
      content: await readFile(file),
      executable: (mode & 0o100) !== 0,
    });
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The input of `git fast-import`; a day lies between two commits. */
function fastImport(commits: Commit[]): Buffer {
  const parts: Array<string | Buffer> = [];
  const data = (content: Buffer) =>
    parts.push(`data ${content.length}\n`, content, '\n');
  commits.forEach((commit, index) => {
    const identity = `${commit.author} ${BEGINNING + index * 86_400} +0000`;
    parts.push(
      `commit refs/heads/${commit.branch}\n`,
      `author ${identity}\n`,
      `committer ${identity}\n`,
    );
    data(Buffer.from(`${commit.message}\n`));
    if (commit.from) parts.push(`from refs/heads/${commit.from}\n`);
    for (const [file, { content, executable }] of commit.files) {
      parts.push(
        `M ${executable ? '100755' : '100644'} inline ${JSON.stringify(
          file,
        )}\n`,
      );
      data(content);
    }
  });
  return Buffer.concat(
    parts.map(part => (typeof part === 'string' ? Buffer.from(part) : part)),
  );
}
