/**
 * The little of the tar format (POSIX.1-1988 ustar with GNU and pax
 * extensions) that building layers needs: reading entries as byte ranges, and
 * writing an image layer that turns one tree into another.
 */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';

const BLOCK = 512;

/** One member of an archive, with the extension headers that precede it. */
interface Entry {
  name: string;
  start: number;
  end: number;
}

/** Header types that only describe the next entry: GNU long names and pax records. */
const EXTENSIONS = new Set(['L', 'K', 'x', 'g']);

function text(header: Buffer, start: number, length: number): string {
  const field = header.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? length : end);
}

/** Reads an octal number, or GNU's base-256 form for large ones. */
function number(header: Buffer, start: number, length: number): number {
  if (header[start] & 0x80) {
    return Number(
      BigInt(`0x${header.toString('hex', start + 1, start + length)}`),
    );
  }
  return parseInt(text(header, start, length).trim() || '0', 8);
}

function paxPath(records: string): string | undefined {
  return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(records)?.[1];
}

async function read(
  file: FileHandle,
  start: number,
  length: number,
): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, start);
  return bytesRead === length ? buffer : buffer.subarray(0, bytesRead);
}

/** Lists the members of an archive in their order. */
async function* entries(file: FileHandle): AsyncGenerator<Entry> {
  let start = 0;
  let longName: string | undefined;
  for (let at = 0; ; ) {
    const header = await read(file, at, BLOCK);
    if (header.length < BLOCK || header[0] === 0) {
      return;
    }
    const type = String.fromCharCode(header[156]);
    const size = number(header, 124, 12);
    const end = at + BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    if (EXTENSIONS.has(type)) {
      const body = (await read(file, at + BLOCK, size)).toString('utf8');
      longName = type === 'L' ? body.replace(/\0+$/, '') : longName;
      longName = type === 'x' ? paxPath(body) ?? longName : longName;
    } else {
      const ustar = header.toString('latin1', 257, 263) === 'ustar\0';
      const prefix = ustar ? text(header, 345, 155) : '';
      const short = text(header, 0, 100);
      yield {
        name: path.posix.normalize(
          longName ?? (prefix ? `${prefix}/${short}` : short),
        ),
        start,
        end,
      };
      longName = undefined;
      start = end;
    }
    at = end;
  }
}

/** A header of an empty regular file, owned by root, dated 1970. */
function emptyFile(name: string): Buffer {
  const header = Buffer.alloc(BLOCK);
  const fields: Array<[number, string]> = [
    [0, name],
    [100, '0000644\0'],
    [108, '0000000\0'],
    [116, '0000000\0'],
    [124, '00000000000\0'],
    [136, '00000000000\0'],
    [148, '        '],
    [156, '0'],
    [257, 'ustar\x0000'],
  ];
  for (const [at, value] of fields) {
    header.write(value, at, 'latin1');
  }
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

/**
 * Writes to `layer` what has to be added to the tree in the archive `base` to
 * make it the tree in the archive `whole`. Removed files become whiteouts
 * (https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts).
 *
 * Entries are compared byte by byte, headers included, and copied as they are.
 */
export async function difference(
  base: string,
  whole: string,
  layer: string,
): Promise<void> {
  const files = await Promise.all([open(base), open(whole), open(layer, 'w')]);
  const [from, to, out] = files;
  try {
    const known = new Map<string, string>();
    for await (const entry of entries(from)) {
      known.set(entry.name, digest(await bytes(from, entry)));
    }
    for await (const entry of entries(to)) {
      const content = await bytes(to, entry);
      if (known.get(entry.name) !== digest(content)) {
        await out.write(content);
      }
      known.delete(entry.name);
    }
    for (const name of outermost([...known.keys()])) {
      const { dir, base: file } = path.posix.parse(name);
      await out.write(emptyFile(path.posix.join(dir, `.wh.${file}`)));
    }
    await out.write(Buffer.alloc(2 * BLOCK));
  } finally {
    await Promise.all(files.map(file => file.close()));
  }
}

function bytes(file: FileHandle, entry: Entry): Promise<Buffer> {
  return read(file, entry.start, entry.end - entry.start);
}

function digest(content: Buffer): string {
  return createHash('sha256').update(content).digest('base64');
}

/** Paths that lie in no other of the given paths: a removed folder hides all below it. */
function outermost(names: string[]): string[] {
  const bare = names.map(name => name.replace(/\/$/, ''));
  const all = new Set(bare);
  return bare.filter(name => {
    for (let up = path.posix.dirname(name); up !== '.' && up !== '/'; ) {
      if (all.has(up)) {
        return false;
      }
      up = path.posix.dirname(up);
    }
    return true;
  });
}
