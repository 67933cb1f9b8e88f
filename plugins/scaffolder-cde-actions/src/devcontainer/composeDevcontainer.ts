import { InputError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import { detectStack, type Detection } from './detectStack';
import {
  devcontainerFor,
  PHASES,
  type DevcontainerOptions,
} from './devcontainerFor';
import type { SkeletonFiles } from './manifests';
import {
  CONTAINER,
  mergeDevcontainer,
  parseDevcontainer,
} from './mergeDevcontainer';
import { STACKS, type StackId } from './stacks';
import { validateDevcontainer } from './validateDevcontainer';

/** Everything that a devcontainer.json is composed from. */
export interface Composition {
  /** Of the devcontainer.json, inside of the repository. */
  path: string;
  /** What is there already. */
  existing?: string;
  /** At the top of the repository, or of the folder that matters. */
  files: SkeletonFiles;
  stack?: StackId;
  options: DevcontainerOptions;
  overwrite?: boolean;
}

/** The finished file, and words about it for the log of a task. */
export interface Composed {
  text: string;
  devcontainer: JsonObject;
  detection: Detection;
  /** What the container is made from in the end, be it generated or the file's own; empty for a build or Compose of its own. */
  image: string;
  dockerfile?: string;
  notes: string[];
  warnings: string[];
}

/**
 * Detects, generates, merges and validates. Pure.
 * @throws InputError for a stack that is not known, and for what would not be valid
 */
export function composeDevcontainer(composition: Composition): Composed {
  const { path, existing, files, options, overwrite } = composition;
  const detection = detectStack(files, composition.stack);
  if (!detection) {
    throw new InputError(
      `None of the files gives its stack away (package.json, go.mod, pyproject.toml, pom.xml and the like). Give the action a 'stack', one of ${STACKS.join(
        ', ',
      )}, or set 'targetPath' to the folder that has them`,
    );
  }
  const own = existing?.trim() ? parseDevcontainer(existing) : {};
  const has = (names: readonly string[]) =>
    names.some(name => Object.hasOwn(own, name));
  const generated = devcontainerFor(detection.stack, files, {
    ...options,
    ownContainer: !overwrite && has(CONTAINER),
    commands: {
      // Who has commands already fetches dependencies in one of them.
      ...(has(PHASES) && { updateContentCommand: '' }),
      ...options.commands,
    },
  });
  const merged = mergeDevcontainer(existing, generated.devcontainer, {
    overwrite,
  });
  const { devcontainer, warnings } = validateDevcontainer(path, merged.text);
  const building = isOwnBuild(devcontainer, options.dockerfile);
  return {
    text: merged.text,
    devcontainer,
    detection,
    image: imageOf(devcontainer, building ? generated.image : ''),
    ...(building && { dockerfile: generated.dockerfile }),
    notes: [
      describeDetection(detection),
      ...(merged.kept.length > 0
        ? [
            `${path} keeps its own ${merged.kept.join(
              ', ',
            )}; set 'overwrite' to replace them`,
          ]
        : []),
    ],
    warnings,
  };
}

/** Whether the file builds from the Dockerfile that was asked for, and not from one of its own. */
function isOwnBuild(devcontainer: JsonObject, dockerfile?: string): boolean {
  const build = devcontainer.build as { dockerfile?: unknown } | undefined;
  return dockerfile !== undefined && build?.dockerfile === dockerfile;
}

function imageOf(devcontainer: JsonObject, otherwise: string): string {
  return typeof devcontainer.image === 'string'
    ? devcontainer.image
    : otherwise;
}

function describeDetection({ stack, version, evidence, others }: Detection) {
  const because = evidence.length > 0 ? ` (${evidence.join(', ')})` : '';
  const further = others
    .map(other => `${other.stack} (${other.evidence.join(', ')})`)
    .join(', ');
  return `Stack: ${stack}${version ? ` ${version}` : ''}${because}${
    further
      ? `. Also found: ${further}; give the action a 'stack' to choose another`
      : ''
  }`;
}
