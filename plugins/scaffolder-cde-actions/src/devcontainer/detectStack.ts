import type { SkeletonFiles } from './manifests';
import { STACKS, stacks, type StackId } from './stacks';

/** A stack and how it was found. */
export interface DetectedStack {
  stack: StackId;
  /** That the files ask for. */
  version?: string;
  /** Names of the files that gave it away; none where it was given. */
  evidence: string[];
}

/** The stack of a repository, and others that it shows signs of. */
export interface Detection extends DetectedStack {
  others: DetectedStack[];
}

/**
 * Tells the stack from the files at a repository's top. Of several the first of `STACKS` counts: compiled languages
 * come before scripted ones, and Node.js comes last, as its package.json is often there for tools alone.
 *
 * @param given - counts in place of what would be detected
 */
export function detectStack(
  files: SkeletonFiles,
  given?: StackId,
): Detection | undefined {
  const found = STACKS.map(stack => describe(stack, files)).filter(
    ({ evidence }) => evidence.length > 0,
  );
  const chosen = given ? describe(given, files) : found[0];
  return (
    chosen && {
      ...chosen,
      others: found.filter(({ stack }) => stack !== chosen.stack),
    }
  );
}

function describe(stack: StackId, files: SkeletonFiles): DetectedStack {
  const version = stacks[stack].version(files);
  return {
    stack,
    ...(version && { version }),
    evidence: stacks[stack].evidence(files),
  };
}
