import { rename, writeFile } from 'node:fs/promises';

/** For `catch`: a file that is not there is no error, anything else is. */
export function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') {
    throw error;
  }
  return undefined;
}

/** Replaces a file at once: readers see the old content or the new. */
export async function replaceFile(
  file: string,
  content: string,
): Promise<void> {
  await writeFile(`${file}.new`, content);
  await rename(`${file}.new`, file);
}
