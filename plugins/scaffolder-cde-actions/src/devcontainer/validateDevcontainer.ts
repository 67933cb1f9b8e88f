import Ajv, { type ErrorObject } from 'ajv';
import { InputError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import { planDevcontainer } from '@backstage-cde/plugin-cde-common';
import { parseDevcontainer } from './mergeDevcontainer';
import { devcontainerSchema } from './schema';

const validate = new Ajv({
  allErrors: true,
  allowUnionTypes: true,
}).compile(devcontainerSchema);

/** How often something may be wrong before the message gets too long to be read. */
const SHOWN = 5;

/**
 * Checks the text of a devcontainer.json against the standard's schema.
 *
 * @returns what the file says, and what a workspace of this portal would make of it otherwise than it says
 * @throws InputError naming each property that does not fit
 */
export function validateDevcontainer(
  path: string,
  text: string,
): { devcontainer: JsonObject; warnings: string[] } {
  const devcontainer = parseDevcontainer(text);
  if (!validate(devcontainer)) {
    const all = [...new Set((validate.errors ?? []).map(describe))];
    throw new InputError(
      `${path} would not be a valid devcontainer.json: ${all
        .slice(0, SHOWN)
        .join('; ')}${
        all.length > SHOWN ? ` (and ${all.length - SHOWN} more)` : ''
      }. Correct the action's input, or the file that is there`,
    );
  }
  const { report } = planDevcontainer({
    file: { path, text },
    alternatives: [],
    defaults: { image: 'unused', user: { name: 'vscode' } },
    workspaceId: 'unused',
  });
  return {
    devcontainer,
    warnings: report.problems.map(({ message }) => message),
  };
}

function describe(error: ErrorObject): string {
  const place = error.instancePath
    .slice(1)
    .replaceAll('/', '.')
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');
  const allowed = (error.params as { allowedValues?: unknown[] }).allowedValues;
  return `${place || 'the file'} ${error.message}${
    allowed ? ` (${allowed.join(', ')})` : ''
  }`;
}
