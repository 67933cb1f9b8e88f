/** A series of measurements in one unit. */
export interface Series {
  median: number;
  p99: number;
  min: number;
  max: number;
}

/** @throws Error without any value */
export function summarise(values: number[]): Series {
  if (values.length === 0) throw new Error('There is nothing to summarise');
  const sorted = [...values].sort((a, b) => a - b);
  return { median: quantile(sorted, 0.5), p99: quantile(sorted, 0.99), min: sorted[0], max: sorted[sorted.length - 1] };
}

/** By linear interpolation between the two nearest values. */
function quantile(sorted: number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (position - below);
}

/** `median (min–max)`. */
export function spread({ median, min, max }: Series, digits = 0): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)}–${max.toFixed(digits)})`;
}

/** A table in Markdown. */
export function table(header: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Each measurement of the one divided by the one of the other made right beside it. */
export function ratios(ours: number[], theirs: number[]): number[] {
  return ours.map((value, index) => value / theirs[index]);
}
