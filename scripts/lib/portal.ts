import { createHash, randomBytes } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { home, logs, root, state } from './paths.ts';
import { toolsImage } from '../../cluster/src/images/index.ts';
import { run, tail } from './processes.ts';
import { Failure } from './steps.ts';
import type { Step } from './steps.ts';

export interface Ports {
  portal: number;
  gateway: number;
  git: number;
  identity: number;
}

/** Where the example's repositories are: plain git, or a real forge. */
export const gitHosts = ['embedded', 'gitea'] as const;
export type GitHost = (typeof gitHosts)[number];

export const portsFrom = (first: number): Ports => ({
  portal: first,
  gateway: first + 1,
  git: first + 2,
  identity: first + 3,
});

const yarn = () => [process.execPath, process.env.CDE_YARN!];

function readStamp(file: string) {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
}

/** Installs what yarn.lock says, only when it changed since the last complete install. */
export const dependencies: Step = {
  id: 'dependencies',
  title: 'Dependencies',
  firstTime: 75,
  async run(progress) {
    const stampFile = path.join(root, 'node_modules', '.cde-installed');
    const stamp = createHash('sha256')
      .update(fs.readFileSync(path.join(root, 'yarn.lock')))
      .update(`${process.platform}-${process.arch}-${process.versions.modules}`)
      .digest('hex');
    if (readStamp(stampFile) === stamp) return true;
    const log = path.join(logs, 'install.log');
    const code = await run([...yarn(), 'install', '--immutable'], {
      log,
      onLine: line => progress(line.replace(/^➤ YN\d+: [│┌└· ]*/, '')),
    });
    if (code !== 0) {
      throw new Failure(`The dependencies could not be installed:\n${tail(log)}`, `See ${log}; running the command again continues.`);
    }
    fs.writeFileSync(stampFile, stamp);
    return false;
  },
};

/** Hash of all that the frontend's build reads, from git's own index of contents. */
function frontendHash() {
  const inputs = ['packages/app', 'plugins/cde-frontend', 'plugins/cde-common', 'yarn.lock', 'package.json'];
  const tracked = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', ...inputs], { cwd: root });
  const hash = createHash('sha256');
  for (const file of tracked.toString().split('\0').filter(Boolean).sort()) {
    const full = path.join(root, file);
    if (fs.existsSync(full) && fs.statSync(full).isFile()) hash.update(file).update('\0').update(fs.readFileSync(full));
  }
  return hash.digest('hex');
}

/** Builds the frontend, only when something of it changed. */
export const frontend: Step = {
  id: 'frontend',
  title: 'Portal frontend',
  firstTime: 60,
  async run(progress) {
    const stampFile = path.join(root, 'packages', 'app', 'dist', '.cde-built');
    const stamp = frontendHash();
    if (readStamp(stampFile) === stamp) return true;
    const log = path.join(logs, 'frontend.log');
    fs.rmSync(stampFile, { force: true });
    const code = await run([...yarn(), 'workspace', 'app', 'build'], { log, onLine: progress });
    if (code !== 0) throw new Failure(`The frontend could not be built:\n${tail(log)}`, `See ${log}.`);
    fs.writeFileSync(stampFile, stamp);
    return false;
  },
};

/** Random secrets of this checkout's demo, made once; sign-ins survive restarts. */
function secrets(): Record<string, string> {
  const file = path.join(state, 'secrets.json');
  const known: Record<string, string> = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {};
  const names = ['CDE_GIT_TOKEN', 'CDE_OIDC_SECRET', 'CDE_SESSION_SECRET', 'CDE_SEALING_KEY', 'CDE_FORGE_SECRET'];
  // Those of an older demo stay as they are; only what it did not know yet is made.
  const missing = names.filter(name => !known[name]);
  if (missing.length === 0) return known;
  const made = { ...known, ...Object.fromEntries(missing.map(name => [name, randomBytes(24).toString('base64url')])) };
  fs.mkdirSync(state, { recursive: true });
  fs.writeFileSync(`${file}.partial`, JSON.stringify(made), { mode: 0o600 });
  fs.renameSync(`${file}.partial`, file);
  return made;
}

/** A label of this checkout, so that several share a cluster without touching each other's objects. */
export function instance() {
  return process.env.CDE_INSTANCE ?? `demo-${createHash('sha256').update(root).digest('hex').slice(0, 6)}`;
}

/** What app-config.yaml and the example services take from the environment. */
export async function portalEnvironment(ports: Ports, gitHost: GitHost = 'embedded'): Promise<NodeJS.ProcessEnv> {
  const info = path.join(home, 'cluster', 'info.json');
  const hostAddress = fs.existsSync(info) ? JSON.parse(fs.readFileSync(info, 'utf8')).hostAddress : '10.200.0.1';
  return {
    ...process.env,
    ...secrets(),
    NODE_ENV: process.env.NODE_ENV ?? 'development',
    CDE_STATE: state,
    CDE_INSTANCE: instance(),
    CDE_HOST_ADDRESS: hostAddress,
    // By its content, so that another checkout's newer image does not replace this one's.
    CDE_TOOLS_IMAGE: await toolsImage(),
    CDE_PORT: String(ports.portal),
    CDE_GATEWAY_PORT: String(ports.gateway),
    CDE_GIT_PORT: String(ports.git),
    CDE_GIT_HOST: gitHost,
    CDE_IDENTITY_PORT: String(ports.identity),
  };
}
