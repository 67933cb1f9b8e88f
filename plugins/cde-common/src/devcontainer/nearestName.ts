import leven from 'leven';

/** The name that was probably meant, if one is close enough. */
export function nearestName(
  name: string,
  known: Iterable<string>,
): string | undefined {
  let best: { name: string; distance: number } | undefined;
  for (const candidate of known) {
    const distance = leven(
      name.slice(0, 64).toLowerCase(),
      candidate.toLowerCase(),
    );
    if (!best || distance < best.distance) best = { name: candidate, distance };
  }
  return best && best.distance <= Math.max(1, Math.floor(name.length / 4))
    ? best.name
    : undefined;
}
