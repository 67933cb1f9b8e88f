import type { Rule } from '../context';
import type { SourceValue } from '../document';

const UNITS: Record<string, number> = {
  '': 1,
  kb: 2 ** 10,
  mb: 2 ** 20,
  gb: 2 ** 30,
  tb: 2 ** 40,
};

/** What the workspace needs, which decides the smallest resource class. */
export const hostRequirements: Rule = (source, { report, draft }) => {
  if (!source.members) {
    report.invalid(source, 'an object with cpus, memory, storage and gpu');
    return;
  }
  const wanted = draft.hostRequirements;
  report.translated(source, 'Decides which resource classes are large enough.');
  for (const [name, item] of source.members) {
    if (name === 'cpus') {
      const cpus = Number(item.value);
      if (Number.isFinite(cpus) && cpus > 0 && item.value !== true)
        wanted.cpus = cpus;
      else report.invalid(item, 'a number of cores');
    } else if (name === 'memory' || name === 'storage') {
      const bytes = parseBytes(item.value);
      if (bytes === undefined)
        report.invalid(item, 'a size such as "8gb" or "512mb"');
      else wanted[name] = bytes;
    } else if (name === 'gpu') {
      const gpu = gpuOf(item);
      if (gpu === undefined)
        report.invalid(item, 'true, false, "optional" or an object');
      else wanted.gpu = gpu;
    } else {
      report.ignored(item, 'Not a requirement that the standard knows.');
    }
  }
};

/** Bytes of a size as the standard writes it: digits and tb, gb, mb or kb, which are powers of 1024. */
export function parseBytes(value: unknown): number | undefined {
  if (typeof value === 'number') return value > 0 ? value : undefined;
  const match =
    typeof value === 'string'
      ? value.trim().match(/^(\d+(?:\.\d+)?)\s*([tgmk]b)?$/i)
      : null;
  return match
    ? Math.round(Number(match[1]) * UNITS[(match[2] ?? '').toLowerCase()])
    : undefined;
}

function gpuOf({ value }: SourceValue): boolean | 'optional' | undefined {
  if (typeof value === 'boolean' || value === 'optional') return value;
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? true
    : undefined;
}
