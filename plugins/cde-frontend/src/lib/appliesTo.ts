/** What the form knows to say about the components that a template is offered for. */
export interface SimplePredicate {
  types: string[];
  lifecycles: string[];
  systems: string[];
  owners: string[];
  tags: string[];
}

const KEYS: Record<Exclude<keyof SimplePredicate, 'tags'>, string> = {
  types: 'spec.type',
  lifecycles: 'spec.lifecycle',
  systems: 'spec.system',
  owners: 'spec.owner',
};

const TAGS = 'metadata.tags';

/** The path of a part below `appliesTo`. */
export function predicateKey(part: keyof SimplePredicate): string {
  return part === 'tags' ? TAGS : KEYS[part];
}

/** What a predicate says, where the form can say it too; `undefined`: it says more than that. */
export function readPredicate(value: unknown): SimplePredicate | undefined {
  if (!isObject(value)) return undefined;
  const known = [...Object.values(KEYS), TAGS, 'kind'];
  if (Object.keys(value).some(key => !known.includes(key))) return undefined;
  const { kind } = value;
  if (typeof kind !== 'string' || kind.toLowerCase() !== 'component') {
    return undefined;
  }
  const simple: SimplePredicate = {
    types: [],
    lifecycles: [],
    systems: [],
    owners: [],
    tags: [],
  };
  for (const part of Object.keys(KEYS) as Array<keyof typeof KEYS>) {
    const texts = textsOf(value[KEYS[part]], '$in');
    if (!texts) return undefined;
    simple[part] = texts;
  }
  const tags = value[TAGS];
  if (tags !== undefined) {
    if (!isObject(tags) || typeof tags.$contains !== 'string') return undefined;
    if (Object.keys(tags).length > 1) return undefined;
    simple.tags = [tags.$contains];
  }
  return simple;
}

/** What is written for some texts. */
export function predicateValue(
  part: keyof SimplePredicate,
  texts: string[],
): string | { $in: string[] } | { $contains: string } | undefined {
  if (texts.length === 0) return undefined;
  if (part === 'tags') return { $contains: texts[0] };
  return texts.length === 1 ? texts[0] : { $in: texts };
}

function textsOf(value: unknown, list: '$in'): string[] | undefined {
  if (value === undefined) return [];
  if (typeof value === 'string') return [value];
  if (!isObject(value) || Object.keys(value).length > 1) return undefined;
  const texts = value[list];
  return Array.isArray(texts) && texts.every(text => typeof text === 'string')
    ? texts
    : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
