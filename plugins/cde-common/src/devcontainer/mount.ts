import type { SourceValue } from './document';

/** Reads a mount in Docker's comma form or as an object. */
export function mountOf(source: SourceValue): {
  type?: string;
  target?: string;
} {
  const fields = source.members
    ? new Map(
        [...source.members].map(([name, item]) => [name, String(item.value)]),
      )
    : new Map(
        String(source.value)
          .split(',')
          .map(field => field.split(/=(.*)/s).slice(0, 2) as [string, string]),
      );
  const target =
    fields.get('target') ?? fields.get('destination') ?? fields.get('dst');
  return {
    type: fields.get('type') ?? (target ? 'volume' : undefined),
    target,
  };
}
