/**
 * The IDE of the tools image: VS Code's web server as code-server builds it,
 * without what a workspace does not use. code-server's own HTTP front is left
 * out as well: it would be one more process, and authentication, proxying and
 * updates are the portal's task.
 */
import {
  chmod,
  cp,
  lstat,
  mkdir,
  readFile,
  readdir,
  readlink,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Workspace } from './debian.ts';
import { ImageBuildError, run } from './run.ts';
import { NODE_PACKAGE, npmPackage, pack } from './toolchains.ts';

/** Release of code-server, whose VS Code is taken. */
export const CODE_SERVER_PACKAGE = 'code-server@4.139.1';

/** Dependencies of AI agents, desktop sign-in and other platforms; replaced ones are in `ide-modules`. */
const UNUSED_DEPENDENCIES = [
  '@devcontainers/cli',
  '@github/copilot-sdk',
  '@microsoft/mxc-sdk',
  '@vscode/copilot-api',
  '@vscode/native-watchdog',
  '@vscode/sandbox-runtime',
  '@vscode/spdlog',
  '@vscode/sqlite3',
  '@vscode/windows-process-tree',
  '@vscode/windows-registry',
  'detect-libc',
  'kerberos',
  'node-addon-api',
  'ssh2',
  'tar',
  'zod',
];

const UNUSED_FILES = [
  'extensions/copilot',
  'extensions/microsoft-authentication',
  'extensions/mermaid-markdown-features/chat-webview-out',
  'extensions/node_modules/typescript/lib/_tsc.js',
  'extensions/node_modules/typescript/lib/tsc.js',
  'extensions/tunnel-forwarding',
  'node_modules/node-pty/deps',
  'node_modules/node-pty/scripts',
  'node_modules/node-pty/src',
  'node_modules/node-pty/third_party',
  'node_modules/@vscode/fs-copyfile/node_modules',
  'node_modules/@xterm/xterm/src',
  'node_modules/katex/src',
  'out/vs/platform/agentHost',
  'out/vs/sessions',
];

/** Grammars of the editor itself; those of other languages serve AI agents only. */
const TREE_SITTER = {
  folder: 'node_modules/@vscode/tree-sitter-wasm/wasm',
  kept: /^tree-sitter(-(typescript|css|ini|regex))?\.(wasm|js)$/,
};

/** Folders of binaries for several platforms, of which one is kept. */
const PLATFORM_FOLDERS = [
  'node_modules/node-pty/prebuilds',
  'node_modules/@vscode/ripgrep-universal/bin',
];

/** Replacements for native modules, beside this file. */
const MODULES = path.join(import.meta.dirname, 'ide-modules');

/** Writes the layer `/opt/cde/{bin/node,ide}`. */
export async function ideLayer(
  target: string,
  workspace: Workspace,
): Promise<void> {
  const tree = path.join(workspace.scratch, 'tools');
  const tools = path.join(tree, 'opt/cde');
  const ide = path.join(tools, 'ide');
  await fetchServer(ide, workspace);
  await trim(ide);
  await link(ide);
  await configure(ide);
  await fetchNode(path.join(tools, 'bin'), workspace);
  await pack(tree, target, workspace);
}

/** VS Code's server with the dependencies that it uses, pinned by the release's own lock file. */
async function fetchServer(ide: string, workspace: Workspace): Promise<void> {
  const release = path.join(workspace.scratch, 'code-server');
  await npmPackage(CODE_SERVER_PACKAGE, release, workspace);
  await mkdir(path.dirname(ide), { recursive: true });
  await rename(path.join(release, 'lib/vscode'), ide);
  await dropDependencies(path.join(ide, 'package.json'));
  for (const folder of [ide, path.join(ide, 'extensions')]) {
    await run(
      [
        ...['npm', 'install', '--omit=dev', '--ignore-scripts'],
        ...['--no-audit', '--no-fund', '--loglevel=error'],
      ],
      { log: workspace.log, cwd: folder },
    );
  }
  await cp(MODULES, path.join(ide, 'node_modules/@vscode'), {
    recursive: true,
  });
}

async function dropDependencies(file: string): Promise<void> {
  const manifest = JSON.parse(await readFile(file, 'utf8'));
  for (const name of UNUSED_DEPENDENCIES) {
    delete manifest.dependencies[name];
  }
  await writeFile(file, JSON.stringify(manifest, null, 2));
}

async function trim(ide: string): Promise<void> {
  for (const name of UNUSED_FILES) {
    await rm(path.join(ide, name), { recursive: true, force: true });
  }
  for (const folder of PLATFORM_FOLDERS) {
    for (const name of await readdir(path.join(ide, folder))) {
      if (name !== 'linux-x64') {
        await rm(path.join(ide, folder, name), { recursive: true });
      }
    }
  }
  for (const name of await readdir(path.join(ide, TREE_SITTER.folder))) {
    if (!TREE_SITTER.kept.test(name)) {
      await rm(path.join(ide, TREE_SITTER.folder, name));
    }
  }
  const typings = 'extensions/node_modules/typescript/lib';
  for await (const file of files(ide)) {
    const declares = file.endsWith('.d.ts') && !file.includes(typings);
    if (file.endsWith('.map') || declares) {
      await rm(file);
    }
  }
  await shareDuplicates(path.join(ide, 'extensions'));
}

async function* files(folder: string): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      yield* files(file);
    } else if (entry.isFile()) {
      yield file;
    }
  }
}

/** Every start copies these files: large ones that are alike become links to the first. */
async function shareDuplicates(folder: string): Promise<void> {
  const first = new Map<string, string>();
  for await (const file of files(folder)) {
    if ((await lstat(file)).size < 64 * 1024) {
      continue;
    }
    const digest = createHash('sha256')
      .update(await readFile(file))
      .digest('base64');
    const same = first.get(digest);
    if (same === undefined) {
      first.set(digest, file);
    } else {
      await rm(file);
      await symlink(path.relative(path.dirname(file), same), file);
    }
  }
}

/** The links that code-server's install script makes, and `code` as developers know it. */
async function link(ide: string): Promise<void> {
  const links = [
    ['bin/remote-cli/code', 'code-linux.sh'],
    ['bin/remote-cli/code-server', 'code-linux.sh'],
    ['bin/helpers/browser.sh', 'browser-linux.sh'],
  ];
  for (const [name, target] of links) {
    await rm(path.join(ide, name), { force: true });
    await symlink(target, path.join(ide, name));
    await chmod(path.join(ide, path.dirname(name), target), 0o755);
  }
  await removeDangling(path.join(ide, 'node_modules/.bin'));
  await removeDangling(path.join(ide, 'extensions/node_modules/.bin'));
}

async function removeDangling(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const target = path.resolve(
      folder,
      await readlink(path.join(folder, name)),
    );
    await lstat(target).catch(() => rm(path.join(folder, name)));
  }
}

/**
 * Changes to the pinned release: icons come from the server itself, and
 * nothing refers to code-server's own front, which is not there.
 */
const PATCHES: Array<{ file: string; find: RegExp; replace: string }> = [
  {
    file: 'out/server-main.js',
    find: /serviceWorker:\{scope:\w+\+"\/",path:\w+\+"\/_static\/[\w/]+\.js"\},/,
    replace: '',
  },
  {
    file: 'bin/remote-cli/code-linux.sh',
    find: /\$ROOT\/lib\/node/,
    replace: '$VSROOT/../bin/node',
  },
  {
    file: 'out/vs/code/browser/workbench/workbench.html',
    find: /<link rel="icon"[^>]*>\s*<link rel="alternate icon"[^>]*>\s*<link rel="manifest"[^>]*>/,
    replace:
      '<link rel="icon" href="{{WORKBENCH_WEB_BASE_URL}}/resources/server/favicon.ico" type="image/x-icon" />',
  },
  {
    file: 'out/vs/code/browser/workbench/workbench.html',
    find: /<link rel="apple-touch-icon" sizes="192x192"[^>]*>\s*<link rel="apple-touch-icon" sizes="512x512"[^>]*>/,
    replace:
      '<link rel="apple-touch-icon" sizes="512x512" href="{{WORKBENCH_WEB_BASE_URL}}/resources/server/code-512.png" />',
  },
];

/** No gallery unless the workspace names one, no telemetry, no voice service. */
async function configure(ide: string): Promise<void> {
  const file = path.join(ide, 'product.json');
  const product = JSON.parse(await readFile(file, 'utf8'));
  delete product.voiceWsUrl;
  const changed = {
    ...product,
    enableTelemetry: false,
    extensionsGallery: { serviceUrl: '' },
    linkProtectionTrustedDomains: [],
  };
  await writeFile(file, JSON.stringify(changed, null, 2));
  for (const patch of PATCHES) {
    await applyPatch(path.join(ide, patch.file), patch.find, patch.replace);
  }
}

async function applyPatch(
  file: string,
  find: RegExp,
  replacement: string,
): Promise<void> {
  const text = await readFile(file, 'utf8');
  if (!find.test(text)) {
    throw new ImageBuildError(
      `${path.basename(file)} of ${CODE_SERVER_PACKAGE} is not as expected`,
      'Adapt PATCHES in cluster/src/images/ide.ts to this release.',
    );
  }
  await writeFile(
    file,
    text.replace(find, () => replacement),
  );
}

async function fetchNode(folder: string, workspace: Workspace): Promise<void> {
  const unpacked = path.join(workspace.scratch, 'node-for-tools');
  await npmPackage(NODE_PACKAGE, unpacked, workspace);
  await mkdir(folder, { recursive: true });
  await rename(path.join(unpacked, 'bin/node'), path.join(folder, 'node'));
}
