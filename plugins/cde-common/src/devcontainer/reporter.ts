import type { FileProblem, PropertyReportEntry } from '../types';
import { describe, type Position, type SourceValue } from './document';

/** Collects what becomes of each property, and what is wrong with the file. */
export class Reporter {
  readonly #path: string;
  readonly #properties: PropertyReportEntry[] = [];
  readonly #problems: FileProblem[] = [];

  /** @param path - of the file inside the repository, for the problems. */
  constructor(path: string) {
    this.#path = path;
  }

  applied(source: SourceValue, reason: string) {
    this.#add('applied', source, reason);
  }

  translated(source: SourceValue, reason: string) {
    this.#add('translated', source, reason);
  }

  ignored(source: SourceValue, reason: string) {
    this.#add('ignored', source, reason);
  }

  refused(source: SourceValue, reason: string) {
    this.#add('refused', source, reason);
  }

  /** Something that the file does not say but the plan decides. */
  assumed(property: string, reason: string) {
    this.#properties.push({ property, outcome: 'translated', reason });
  }

  /** A value of the wrong type or form: a problem at its place, and the property (or item) ignored. */
  invalid(source: SourceValue, expected: string) {
    const shown =
      typeof source.value === 'object'
        ? describe(source.value)
        : `${describe(source.value)} (${JSON.stringify(source.value)})`;
    const message = `${source.path}: expected ${expected}, found ${shown}.`;
    this.problem('error', message, source.valueAt);
    this.#add('ignored', source, `Expected ${expected}, found ${shown}.`);
  }

  problem(severity: FileProblem['severity'], message: string, at?: Position) {
    this.#problems.push({
      severity,
      message,
      path: this.#path,
      line: at?.line,
      column: at?.column,
    });
  }

  /** Adds to a property's reason what its variables became; it is then more than merely applied. */
  addNotes(source: SourceValue, notes: string[]) {
    if (notes.length === 0) return;
    const text = [...new Set(notes)].join(' ');
    const entry = this.#properties.find(
      candidate => candidate.property === source.path,
    );
    if (!entry) {
      this.translated(source, text);
      return;
    }
    entry.reason = `${entry.reason} ${text}`;
    if (entry.outcome === 'applied') entry.outcome = 'translated';
  }

  get hasErrors(): boolean {
    return this.#problems.some(problem => problem.severity === 'error');
  }

  /** In the order of the file; what the file does not say comes last. */
  get properties(): PropertyReportEntry[] {
    return [...this.#properties].sort(byPosition);
  }

  /** In the order of the file. */
  get problems(): FileProblem[] {
    return [...this.#problems].sort(byPosition);
  }

  #add(
    outcome: PropertyReportEntry['outcome'],
    source: SourceValue,
    reason: string,
  ) {
    this.#properties.push({
      property: source.path,
      outcome,
      reason,
      line: source.at.line,
      column: source.at.column,
    });
  }
}

function byPosition(a: Partial<Position>, b: Partial<Position>): number {
  const line = (a.line ?? Infinity) - (b.line ?? Infinity);
  return (Number.isNaN(line) ? 0 : line) || (a.column ?? 0) - (b.column ?? 0);
}
