import fs from 'node:fs';

/** What the API server notes of a request, as far as it is looked at here. */
interface AuditEvent {
  stage: string;
  verb: string;
  requestURI: string;
  userAgent?: string;
  user: { username: string };
  objectRef?: { resource: string; namespace?: string; name?: string; subresource?: string };
  responseStatus?: { code?: number };
}

export interface Calls {
  /** `create pods`, `delete pods`, … in their order. */
  writes: string[];
  /** `get pods`, `list pods`, … without watches. */
  reads: string[];
  /** Different objects that were written. */
  objects: number;
}

/** The portal's calls that concern a namespace, out of lines of an audit log. */
export function callsOf(lines: string[], user: string, namespace: string): Calls {
  const writes: string[] = [];
  const reads: string[] = [];
  const objects = new Set<string>();
  for (const line of lines) {
    if (!line.includes(namespace)) continue;
    const { stage, verb, user: by, objectRef, userAgent } = JSON.parse(line) as AuditEvent;
    if (by.username !== user || userAgent === 'raw-client' || !objectRef || objectRef.subresource) continue;
    if (stage !== 'ResponseComplete' || verb === 'watch') continue;
    const { resource, name } = objectRef;
    if (verb === 'get' || verb === 'list') {
      reads.push(`${verb} ${resource}`);
    } else {
      writes.push(`${verb} ${resource}`);
      objects.add(`${resource}/${name}`);
    }
  }
  return { writes, reads, objects: objects.size };
}

/** Reads an audit log piece by piece. */
export class AuditLog {
  readonly #file: string;
  #position: number;

  constructor(file: string) {
    this.#file = file;
    this.#position = fs.statSync(file).size;
  }

  /** Lines written since the last time; a file that was begun anew is read from its start. */
  next(): string[] {
    const size = fs.statSync(this.#file).size;
    const from = size < this.#position ? 0 : this.#position;
    const buffer = Buffer.alloc(size - from);
    const file = fs.openSync(this.#file, 'r');
    fs.readSync(file, buffer, 0, buffer.length, from);
    fs.closeSync(file);
    const end = buffer.lastIndexOf(10) + 1;
    this.#position = from + end;
    return buffer.toString('utf8', 0, end).split('\n').filter(Boolean);
  }
}
