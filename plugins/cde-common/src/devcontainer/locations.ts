/** A place in a repository where a devcontainer.json is looked for. @public */
export interface DevcontainerLocation {
  /** Path for people; `<folder>` stands for any one folder. */
  path: string;
  pattern: RegExp;
  /** False: common in the wild, but unknown to the standard, so other tools do not find it. */
  standard: boolean;
}

/**
 * Where a devcontainer.json may be, in order of precedence
 * (https://containers.dev/implementors/spec/#devcontainerjson).
 *
 * @public
 */
export const devcontainerLocations: readonly DevcontainerLocation[] = [
  {
    path: '.devcontainer/devcontainer.json',
    pattern: /^\.devcontainer\/devcontainer\.json$/,
    standard: true,
  },
  {
    path: '.devcontainer.json',
    pattern: /^\.devcontainer\.json$/,
    standard: true,
  },
  {
    path: '.devcontainer/<folder>/devcontainer.json',
    pattern: /^\.devcontainer\/[^/]+\/devcontainer\.json$/,
    standard: true,
  },
  {
    path: '.devcontainer/.devcontainer.json',
    pattern: /^\.devcontainer\/\.devcontainer\.json$/,
    standard: false,
  },
];

/**
 * Picks the devcontainer.json files out of a repository's paths: the one to use
 * first, the others after it, folders by name.
 *
 * @public
 */
export function findDevcontainerFiles(paths: Iterable<string>): string[] {
  const all = [...paths].sort();
  return devcontainerLocations.flatMap(location =>
    all.filter(path => location.pattern.test(path)),
  );
}

/** Says so where only we would find the file. */
export function locationNote(path: string): string | undefined {
  const location = devcontainerLocations.find(candidate =>
    candidate.pattern.test(path),
  );
  if (!location || location.standard) return undefined;
  return `The standard does not look for ${path}, so other tools will not find it; move it to .devcontainer/devcontainer.json.`;
}
