import type { Path } from './references';

/** What validation is done against beside the text. @public */
export interface TemplateSurroundings {
  /** Names of resource classes. */
  classes: string[];
  clusters: string[];
  ides: string[];
  /** Kinds that templates may make objects of. */
  manifestKinds: Array<{ apiVersion: string; kind: string }>;
}

/** A problem before its position is known. */
export interface Finding {
  path: Path;
  message: string;
  /** Default: error. */
  severity?: 'error' | 'warning';
  /** Whether it is about the key or the value. Default: value. */
  at?: 'key' | 'value';
}

/** At most these many characters of what somebody wrote are repeated in a message. */
export function quoted(text: unknown): string {
  const shown = String(text);
  return `'${shown.length > 80 ? `${shown.slice(0, 80)}…` : shown}'`;
}
