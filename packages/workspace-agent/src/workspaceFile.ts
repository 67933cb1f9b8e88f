/** The file that has VS Code open several folders at once. */
import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { AgentSpec } from '@backstage-cde/plugin-cde-common';
import { missing, replaceFile } from './files.ts';
import type { Stamps } from './stamps.ts';

type WorkspaceFile = NonNullable<AgentSpec['workspaceFile']>;

/**
 * Writes the file, or adds to one that is there the folders that it lacks: all else in it is a person's own. Folders
 * are added once, so that one which a person took out stays out.
 */
export async function writeWorkspaceFile(
  { path: file, folders }: WorkspaceFile,
  stamps: Stamps,
  log: (text: string) => void,
): Promise<void> {
  const text = await readFile(file, 'utf8').catch(missing);
  const known = await Promise.all(
    folders.map(folder => stamps.has(stampOf(folder), file)),
  );
  const wanted = folders.filter(
    (_, index) => text === undefined || !known[index],
  );
  if (wanted.length === 0) {
    return;
  }
  const merged = mergeFolders(text, path.dirname(file), wanted);
  if (merged === undefined) {
    log(
      `${file} is no workspace file that folders can be added to: left as it is\n`,
    );
  } else if (merged !== text) {
    await mkdir(path.dirname(file), { recursive: true });
    await replaceFile(file, merged);
  }
  for (const folder of wanted) {
    await stamps.set(stampOf(folder), file);
  }
}

/** Paths are no names of files. */
function stampOf(folder: string): string {
  const digest = createHash('sha256').update(folder).digest('hex');
  return `opened-${digest.slice(0, 16)}`;
}

/**
 * A workspace file (https://code.visualstudio.com/docs/editing/workspaces/multi-root-workspaces) with these folders
 * in it, comments and order kept; `undefined` for a text that is none.
 *
 * @param base - the folder that paths in it are relative to
 */
export function mergeFolders(
  text: string | undefined,
  base: string,
  folders: string[],
): string | undefined {
  const entry = (folder: string) => ({
    path: path.relative(base, folder) || '.',
  });
  if (text === undefined) {
    const fresh = { folders: folders.map(entry), settings: {} };
    return `${JSON.stringify(fresh, null, '\t')}\n`;
  }
  const plain = withoutComments(text);
  const present = foldersIn(plain, base);
  const end = endOfFolders(plain);
  if (!present || end === undefined) {
    return undefined;
  }
  const lacking = folders.filter(folder => !present.has(folder));
  if (lacking.length === 0) {
    return text;
  }
  const before = plain.slice(0, end).trimEnd();
  const comma = /[[,]$/.test(before) ? '' : ',';
  const added = lacking
    .map(folder => `\n\t\t${JSON.stringify(entry(folder))}`)
    .join(',');
  const rest = text.slice(before.length);
  const lineEnd = /^\s*\]/.test(rest) && !/^\s*\n/.test(rest) ? '\n\t' : '';
  return `${text.slice(0, before.length)}${comma}${added}${lineEnd}${rest}`;
}

/** A string, which nothing is looked for in, or a part of JSON with comments. */
const STRING = '"(?:\\\\.|[^"\\\\])*"';
const COMMENTS = new RegExp(`${STRING}|//[^\\n]*|/\\*[^]*?\\*/`, 'g');
const TRAILING_COMMAS = new RegExp(`${STRING}|,(?=\\s*[\\]}])`, 'g');
const BRACKETS = new RegExp(`(${STRING})(\\s*:)?|[[\\]{}]`, 'g');

/** Comments become spaces, so that everything stays at its place. */
function withoutComments(text: string): string {
  return text.replace(COMMENTS, part =>
    part.startsWith('"') ? part : part.replace(/[^\n]/g, ' '),
  );
}

/** Absolute paths of the folders that it has. */
function foldersIn(plain: string, base: string): Set<string> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(
      plain.replace(TRAILING_COMMAS, part => (part === ',' ? ' ' : part)),
    );
  } catch {
    return undefined;
  }
  const folders =
    typeof value === 'object' && value !== null && 'folders' in value
      ? value.folders
      : undefined;
  if (!Array.isArray(folders)) {
    return undefined;
  }
  return new Set(
    folders.flatMap(folder => {
      if (typeof folder?.path === 'string') {
        return [path.resolve(base, folder.path)];
      }
      return typeof folder?.uri === 'string' && URL.canParse(folder.uri)
        ? [decoded(new URL(folder.uri).pathname)]
        : [];
    }),
  );
}

function decoded(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}

/** Where the list of folders ends. */
function endOfFolders(plain: string): number | undefined {
  let depth = 0;
  let key: string | undefined;
  for (const { 0: part, 1: text, 2: colon, index } of plain.matchAll(
    BRACKETS,
  )) {
    if (text !== undefined) {
      key = depth === 1 && colon ? JSON.parse(text) : key;
    } else if (part === '[' || part === '{') {
      depth += 1;
    } else {
      depth -= 1;
      if (depth === 1 && part === ']' && key === 'folders') {
        return index;
      }
    }
  }
  return undefined;
}
