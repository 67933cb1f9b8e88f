import type { SourceValue } from './document';

/** How a devcontainer gets its image, which decides everything that follows. */
export type Tier = 'image' | 'build' | 'compose';

/** The properties that ask for each tier beyond a plain image, most demanding first. */
const demands: Array<{ tier: Tier; properties: string[] }> = [
  { tier: 'compose', properties: ['dockerComposeFile'] },
  { tier: 'build', properties: ['build', 'dockerFile'] },
];

/** The one place that decides the tier; `because` is the property that asked for it. */
export function decideTier(members: ReadonlyMap<string, SourceValue>): {
  tier: Tier;
  because?: SourceValue;
} {
  for (const { tier, properties } of demands) {
    const because = properties
      .map(name => members.get(name))
      .find(property => property !== undefined);
    if (because) return { tier, because };
  }
  return { tier: 'image', because: members.get('image') };
}

/** What is said about the tiers that are not built yet. */
export const unsupportedTier: Record<Exclude<Tier, 'image'>, string> = {
  build:
    'Building an image from a Dockerfile is not supported yet. Name a ready-made image with "image" instead.',
  compose:
    'Docker Compose is not supported yet. Name a ready-made image with "image" instead.',
};
