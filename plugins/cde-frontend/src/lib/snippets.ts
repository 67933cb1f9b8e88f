import { ANNOTATION_SOURCE_LOCATION } from '@backstage/catalog-model';
import { REPOSITORY_ANNOTATION } from '@backstage-cde/plugin-cde-common';
import { openLink } from './contexts';

/** Places that the texts lead to. */
export interface SnippetPlaces {
  /** Absolute URL of the page that understands addresses. */
  openPage: string;
  /** Absolute URL of the badge. */
  badge: string;
  /** The repository, or the component's folder in it, as its host shows it. */
  source: string;
}

/** Words in the texts. */
export interface SnippetWords {
  alt: string;
  paste: string;
}

/** Where a text is to be put. */
export const SNIPPET_KINDS = [
  'markdown',
  'html',
  'link',
  'gitlab',
  'github',
  'azure',
] as const;

export type SnippetKind = (typeof SNIPPET_KINDS)[number];

/** A text that leads people from elsewhere into a dev environment. */
export function snippet(
  kind: SnippetKind,
  { openPage, badge, source }: SnippetPlaces,
  { alt, paste }: SnippetWords,
): string {
  const link = openLink(openPage, source);
  switch (kind) {
    case 'markdown':
      return `[![${alt}](${badge})](${link})`;
    case 'html':
      return `<a href="${forAttribute(link)}"><img src="${forAttribute(
        badge,
      )}" alt="${forAttribute(alt)}"></a>`;
    case 'gitlab':
      // The variable is GitLab's, so it must stay as it is.
      return `[${alt}](${openLink(
        openPage,
        `${repositoryPage(source)}/-/tree/`,
      )}%{source_branch})`;
    case 'github':
    case 'azure':
      return `[${alt}](${openPage}): ${paste}`;
    default:
      return link;
  }
}

/** Leads from the page that one looks at to the dev environment for it. */
export function bookmarklet(openPage: string): string {
  const target = JSON.stringify(`${openPage}?url=`).replaceAll("'", '%27');
  return `javascript:void(location.href=${target.replaceAll(
    '"',
    "'",
  )}+encodeURIComponent(location.href))`;
}

/**
 * Where a component's files are shown, from its `source-location` annotation;
 * its repository, where that says nothing or is overridden.
 */
export function sourceOf(
  annotations: Record<string, string> = {},
  repositoryUrl: string | undefined,
): string | undefined {
  const location = annotations[REPOSITORY_ANNOTATION]
    ? undefined
    : annotations[ANNOTATION_SOURCE_LOCATION];
  const url = /^url:(https?:\/\/.+)$/i.exec(location ?? '')?.[1];
  const given = url ?? repositoryUrl;
  return given && withoutCredentials(given);
}

/** Texts are for everybody, secrets in addresses are not. */
function withoutCredentials(address: string): string {
  try {
    const url = new URL(address);
    if (!url.username && !url.password) return address;
    url.username = '';
    url.password = '';
    return url.href;
  } catch {
    // `git@host:path` names no secret.
    return address;
  }
}

/** The page of a GitLab project, from any page below it. */
function repositoryPage(source: string): string {
  return source
    .replace(/\/-\/.*$/, '')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '');
}

function forAttribute(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;');
}
