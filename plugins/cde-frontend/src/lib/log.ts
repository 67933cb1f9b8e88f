/** Characters of a log that a page keeps: the end is what matters. */
const MAX_LENGTH = 1_000_000;

const ESC = '\u001b';
const BELL = '\u0007';

/** Escape sequences of terminals: CSI (colours, cursor), OSC (titles, links), and two-character ones. */
const ESCAPES = new RegExp(
  [
    `${ESC}\\[[0-?]*[ -/]*[@-~]`,
    `${ESC}\\][^${BELL}${ESC}]*(?:${BELL}|${ESC}\\\\)`,
    `${ESC}[@-Z\\\\-_]`,
  ].join('|'),
  'g',
);

/**
 * Turns what a terminal program wrote into plain lines: without escape
 * sequences, with only the last state of lines that were rewritten (progress
 * bars), and bounded.
 */
export function cleanLog(raw: string): string {
  const plain = raw
    .replace(ESCAPES, '')
    .replace(/\r\n/g, '\n')
    .replace(/[^\n]*\r(?=[^\n])/g, '');
  return plain.length > MAX_LENGTH
    ? plain.slice(plain.indexOf('\n', plain.length - MAX_LENGTH) + 1)
    : plain;
}

/** Lines that contain a text, whatever its case; all lines without one. */
export function filterLog(text: string, search: string): string {
  const wanted = search.trim().toLowerCase();
  if (!wanted) return text;
  return text
    .split('\n')
    .filter(line => line.toLowerCase().includes(wanted))
    .join('\n');
}
