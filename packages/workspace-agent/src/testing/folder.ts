import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A folder for each test, removed after it. */
export function testFolder(name: string): () => string {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), `${name}-`));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  return () => folder;
}

/** Waits until something holds, at most `ms` milliseconds. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  ms: number = 5000,
): Promise<void> {
  const end = Date.now() + ms;
  while (!(await holds())) {
    if (Date.now() > end) {
      throw new Error(`Still not so after ${ms} ms: ${holds}`);
    }
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}
