/** What the IDE starts with, beside what the devcontainer asks for. */
import { accessSync, constants } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { AgentSpec } from '@backstage-cde/plugin-cde-common';
import { missing, replaceFile } from './files.ts';

/** Nothing calls out, asks, or advertises by itself. */
const DEFAULTS: Record<string, unknown> = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'git.openRepositoryInParentFolders': 'always',
  'json.schemaDownload.enable': false,
  'npm.fetchOnlinePackageInfo': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'typescript.disableAutomaticTypeAcquisition': true,
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
};

function hasBash(): boolean {
  try {
    accessSync('/bin/bash', constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Settings of the workspace's machine; those of the devcontainer win. */
export function machineSettings(
  ide: AgentSpec['ide'],
): Record<string, unknown> {
  return {
    ...DEFAULTS,
    ...(hasBash() && { 'terminal.integrated.defaultProfile.linux': 'bash' }),
    ...(!ide.gallery && { 'extensions.ignoreRecommendations': true }),
    ...(!ide.portUrlTemplate && { 'remote.autoForwardPorts': false }),
    ...ide.settings,
  };
}

/** Sets these in a settings file and keeps the others; one that is no JSON is replaced. */
export async function mergeSettings(
  file: string,
  settings: Record<string, unknown>,
): Promise<void> {
  const text = await readFile(file, 'utf8').catch(missing);
  await mkdir(path.dirname(file), { recursive: true });
  const merged = { ...parse(text), ...settings };
  await replaceFile(file, `${JSON.stringify(merged, null, 2)}\n`);
}

function parse(text: string | undefined): Record<string, unknown> {
  try {
    const value = JSON.parse(text ?? '{}');
    const settings =
      typeof value === 'object' && value !== null && !Array.isArray(value);
    return settings ? value : {};
  } catch {
    return {};
  }
}
