import type { AuditEntry } from '@backstage-cde/plugin-cde-common';

export type ExportFormat = 'csv' | 'ndjson';

const COLUMNS: Array<[string, (entry: AuditEntry) => string | undefined]> = [
  ['id', entry => String(entry.id)],
  ['at', entry => entry.at],
  ['actor', entry => entry.actor],
  ['act', entry => entry.act],
  ['outcome', entry => entry.outcome],
  ['target kind', entry => entry.target?.kind],
  ['target id', entry => entry.target?.id],
  ['target name', entry => entry.target?.name],
  ['reason', entry => entry.reason],
  ['ip', entry => entry.origin?.ip],
  ['user agent', entry => entry.origin?.userAgent],
  ['method', entry => entry.origin?.method],
  ['path', entry => entry.origin?.path],
  ['meta', entry => entry.meta && JSON.stringify(entry.meta)],
];

/** Entries as text, page by page, so that no export is held in memory. */
export async function* exportEntries(
  pages: AsyncIterable<AuditEntry[]>,
  format: ExportFormat,
): AsyncGenerator<string> {
  if (format === 'csv') {
    yield csvLine(COLUMNS.map(([title]) => title));
  }
  for await (const page of pages) {
    yield page
      .map(entry =>
        format === 'csv'
          ? csvLine(COLUMNS.map(([, value]) => value(entry) ?? ''))
          : `${JSON.stringify(entry)}\n`,
      )
      .join('');
  }
}

/** RFC 4180. */
function csvLine(values: string[]): string {
  return `${values.map(csvValue).join(',')}\r\n`;
}

/** What a spreadsheet would take for a formula gets an apostrophe in front. */
function csvValue(value: string): string {
  const harmless = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless)
    ? `"${harmless.replaceAll('"', '""')}"`
    : harmless;
}
