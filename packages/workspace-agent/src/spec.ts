import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { AgentSpec } from '@backstage-cde/plugin-cde-common';

/**
 * Reads `spec.json` of the workspace's Secret.
 *
 * @throws Error when the file is missing, is not JSON, or has a version that
 * this agent does not know.
 */
export async function readSpec(folder: string): Promise<AgentSpec> {
  const file = path.join(folder, 'spec.json');
  const spec = JSON.parse(await readFile(file, 'utf8'));
  if (spec?.version !== 1) {
    throw new Error(
      `${file} has version ${spec?.version}; this agent knows version 1 only`,
    );
  }
  return spec;
}

/** The shared secret that the gateway proves itself with. */
export async function readToken(folder: string): Promise<string> {
  const token = (await readFile(path.join(folder, 'token'), 'utf8')).trim();
  if (token.length < 16) {
    throw new Error('The token in the workspace Secret is missing or short');
  }
  return token;
}
