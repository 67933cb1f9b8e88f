/**
 * The Debian parts of the images: a small base with what a developer expects
 * of any machine, and layers of further packages on top of it.
 */
import { execFile } from 'node:child_process';
import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { ImageBuildError, run } from './run.ts';
import type { Log } from './run.ts';
import { difference } from './tar.ts';

const SUITE = 'bookworm';

const BASE_PACKAGES = [
  'bash',
  'ca-certificates',
  'curl',
  'git',
  'less',
  'make',
  'nano',
  'openssh-client',
  'procps',
  'sudo',
];

/**
 * Newer file times are set back to this one, so that two builds are alike
 * (https://reproducible-builds.org/specs/source-date-epoch/). Not earlier:
 * Python's compiled files carry the times of their sources.
 */
const SOURCE_DATE_EPOCH = String(Date.UTC(2026, 10, 1) / 1000);

const COMMON = [
  '--quiet',
  '--mode=root',
  '--skip=output/dev',
  // Whether apt's own user may enter the build's folder must not show in the image.
  `--setup-hook=echo 'APT::Sandbox::User "root";' >> "$MMDEBSTRAP_APT_CONFIG"`,
  '--dpkgopt=path-exclude=/usr/share/man/*',
  '--dpkgopt=path-exclude=/usr/share/locale/*',
  '--dpkgopt=path-exclude=/usr/share/doc/*',
  '--dpkgopt=path-include=/usr/share/doc/*/copyright',
];

/** The user of the development images, as in the public devcontainer images. */
const USER_HOOK = [
  'chroot "$1" useradd --uid 1000 --create-home --shell /bin/bash vscode',
  'echo "vscode ALL=(root) NOPASSWD:ALL" > "$1/etc/sudoers.d/vscode"',
  'chmod 0440 "$1/etc/sudoers.d/vscode"',
].join(' && ');

/** Credentials in a mirror's address are nobody's business inside the image. */
const SOURCES_HOOK =
  'sed -i -E "s#//[^/@ ]+@#//#" "$1"/etc/apt/sources.list.d/*.list';

/** What a build step needs to know. */
export interface Workspace {
  /** A folder of this build alone, removed afterwards. */
  scratch: string;
  log: Log;
}

/**
 * The machine's own package sources for the suite, one `sources.list` line
 * each, so that mirrors and proxies configured for apt hold here too.
 */
async function aptSources(): Promise<string[]> {
  const { stdout } = await promisify(execFile)('apt-get', [
    'indextargets',
    '--format',
    '$(REPO_URI) $(RELEASE) $(COMPONENT)',
    'Created-By: Packages',
  ]);
  const lines = stdout
    .split('\n')
    .filter(line => line.split(' ')[1]?.startsWith(SUITE));
  if (lines.length === 0) {
    throw new ImageBuildError(
      `apt on this machine knows no source for Debian "${SUITE}"`,
      `Run this on Debian 12, or add a source for "${SUITE}" to /etc/apt/sources.list.d and run "apt-get update".`,
    );
  }
  const keys = '/usr/share/keyrings/debian-archive-keyring.gpg';
  return [...new Set(lines)].map(line => `deb [signed-by=${keys}] ${line}`);
}

/** mmdebstrap in namespaces of its own: killed at any moment, it leaves no mounts and no processes. */
async function mmdebstrap(
  args: string[],
  target: string,
  { scratch, log }: Workspace,
): Promise<void> {
  const sources = path.join(scratch, 'sources.list');
  await writeFile(sources, `${(await aptSources()).join('\n')}\n`);
  await run(
    [
      ...['unshare', '--mount', '--pid', '--fork', '--kill-child'],
      ...['--mount-proc', '--propagation', 'private'],
      ...['mmdebstrap', ...COMMON, ...args, SUITE, target, sources],
    ],
    { log, env: { SOURCE_DATE_EPOCH, TMPDIR: scratch } },
  );
}

/** Writes the base tree, a minimal Debian with the user `vscode` (1000), as a tar archive. */
export async function debianBase(
  target: string,
  workspace: Workspace,
): Promise<void> {
  await mmdebstrap(
    [
      '--variant=minbase',
      `--include=${BASE_PACKAGES.join(',')}`,
      `--customize-hook=${USER_HOOK}`,
      `--customize-hook=${SOURCES_HOOK}`,
    ],
    target,
    workspace,
  );
}

/** Writes the layer that adds Debian packages to the base tree. */
export async function debianLayer(
  packages: string[],
  base: string,
  target: string,
  workspace: Workspace,
): Promise<void> {
  const whole = path.join(workspace.scratch, 'whole.tar');
  await mmdebstrap(
    [
      '--variant=custom',
      // Its sources are without credentials, which apt may need now.
      `--setup-hook=tar -C "$1" --exclude=./etc/apt/sources.list.d -xf '${base}'`,
      `--customize-hook=${SOURCES_HOOK}`,
      `--include=${packages.join(',')}`,
    ],
    whole,
    workspace,
  );
  await difference(base, whole, `${target}.part`);
  await rename(`${target}.part`, target);
}
