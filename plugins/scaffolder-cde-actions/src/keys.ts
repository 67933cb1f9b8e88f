import { createHash } from 'node:crypto';

/**
 * Key of a checkpoint. The scaffolder tells steps apart, but not what `each` makes of one: their
 * inputs do.
 */
export function checkpointKey(name: string, input: unknown): string {
  return `${name}.${digest(input).slice(0, 16)}`;
}

/** The same for each try of the same step, with the same input, of the same task. */
export function idempotencyKey(...parts: unknown[]): string {
  return `scaffolder-${digest(parts)}`;
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
