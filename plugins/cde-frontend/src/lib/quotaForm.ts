import type {
  QuotaLimits,
  QuotaMeasure,
  QuotaTarget,
} from '@backstage-cde/plugin-cde-common';

/** What can be limited, in the order of the form. */
export const MEASURES: QuotaMeasure[] = [
  'workspaces',
  'running',
  'cpu',
  'memory',
  'gpu',
  'storage',
  'cost',
];

/** Measures in bytes. */
export const SIZES: ReadonlySet<QuotaMeasure> = new Set(['memory', 'storage']);

const WHOLE: ReadonlySet<QuotaMeasure> = new Set([
  'workspaces',
  'running',
  'gpu',
]);

/** Bytes of the units that people write; those with an `i` and Kubernetes' own are in powers of 1024. */
const UNITS: Record<string, number> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  ki: 2 ** 10,
  mi: 2 ** 20,
  gi: 2 ** 30,
  ti: 2 ** 40,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

/** A limit as it was typed: a number, none, or what is wrong with it. */
export type ParsedLimit =
  | { value: number | undefined }
  | { wrong: 'number' | 'whole' | 'size' };

/** Reads what was typed for a measure. */
export function parseLimit(measure: QuotaMeasure, text: string): ParsedLimit {
  const trimmed = text.trim();
  if (trimmed === '') return { value: undefined };
  if (SIZES.has(measure)) return parseSize(trimmed);
  const value = parseNumber(trimmed);
  if (value === undefined) return { wrong: 'number' };
  if (WHOLE.has(measure) && !Number.isInteger(value)) return { wrong: 'whole' };
  return { value };
}

/** Writes a limit so that reading it gives the same again. */
export function limitText(
  measure: QuotaMeasure,
  value: number | undefined,
): string {
  if (value === undefined) return '';
  if (!SIZES.has(measure)) return String(value);
  const fitting = (['TiB', 'GiB', 'MiB', 'KiB'] as const).find(
    unit => value > 0 && value % UNITS[unit.toLowerCase()] === 0,
  );
  return fitting
    ? `${value / UNITS[fitting.toLowerCase()]} ${fitting}`
    : `${value} B`;
}

/** All limits of a form, or the measures that were typed wrongly. */
export function readLimits(texts: Partial<Record<QuotaMeasure, string>>): {
  limits: QuotaLimits;
  wrong: Partial<Record<QuotaMeasure, 'number' | 'whole' | 'size'>>;
} {
  const limits: QuotaLimits = {};
  const wrong: Partial<Record<QuotaMeasure, 'number' | 'whole' | 'size'>> = {};
  for (const measure of MEASURES) {
    const parsed = parseLimit(measure, texts[measure] ?? '');
    if ('wrong' in parsed) wrong[measure] = parsed.wrong;
    else if (parsed.value !== undefined) limits[measure] = parsed.value;
  }
  return { limits, wrong };
}

/** Whether a limit of this kind can be shared in two ways. */
export function hasEach(
  kind: QuotaTarget['kind'],
): kind is 'group' | 'everyone' {
  return kind === 'group' || kind === 'everyone';
}

function parseSize(text: string): ParsedLimit {
  const match = /^([\d.,\s]+?)\s*([a-z]+)$/i.exec(text);
  const value = match ? parseNumber(match[1]) : undefined;
  const factor = match && UNITS[match[2].toLowerCase()];
  if (value === undefined || !factor) {
    return text === '0' ? { value: 0 } : { wrong: 'size' };
  }
  return { value: Math.round(value * factor) };
}

/** A number with a point or, where there is no point, a comma for its decimals. */
function parseNumber(text: string): number | undefined {
  return /^\d{1,15}(?:[.,]\d{1,6})?$/.test(text)
    ? Number(text.replace(',', '.'))
    : undefined;
}
