import type { ContextSubject } from '../contexts';
import type { GitRef } from '../types';

/** Whose URLs a host has; `plain` adds nothing to git itself. @public */
export type GitHostType =
  | 'github'
  | 'gitlab'
  | 'bitbucketCloud'
  | 'bitbucketServer'
  | 'azure'
  | 'gerrit'
  | 'gitea'
  | 'harness'
  | 'plain';

/** A host whose URLs are understood. @public */
export interface KnownHost {
  /** With its port, where that is not the protocol's own. */
  host: string;
  type: GitHostType;
  protocol: 'http' | 'https';
  /** Where its pages begin, if not at `/`: `/gitlab`. */
  basePath?: string;
}

/** What a URL of a git host says, as far as it can be told without asking the host. @public */
export interface ContextUrl {
  /** What was given, without a user name; for ssh the repository's http(s) URL. */
  url: string;
  hostType: GitHostType;
  /** http(s) URL to clone from. */
  repositoryUrl: string;
  /** Name of the repository. */
  name: string;
  /** As far as it is known: what `refPath` begins with may turn out to be all of it. */
  subject: ContextSubject;
  /** The ref, where the URL says of which kind it is. */
  ref?: GitRef;
  /** A ref and perhaps a path behind it, which only the repository's refs can tell apart. */
  refPath?: string;
  /** What `refPath` begins with, if the URL says so. */
  refType?: 'branch' | 'tag';
  /** All of `refPath` is the ref. */
  whole?: boolean;
  /** A pull or merge request, or a change in review. */
  change?: { id: string };
  /** File or folder, where the URL tells it apart from the ref. */
  path?: string;
  /** 1-based. */
  line?: number;
}

/** A URL's path, query and fragment, checked. */
export interface Page {
  /** Of the path, decoded. */
  segments: string[];
  /** The same as they were written. */
  raw: string[];
  query: URLSearchParams;
  /** Without `#`. */
  fragment: string;
}

/** What a vendor's page shows. */
export type Shown = Omit<
  ContextUrl,
  'url' | 'hostType' | 'repositoryUrl' | 'name' | 'line'
> & { line?: number };

/** Reads what follows a page's name in the path; `undefined` for what it does not know. */
export type PageReader = (rest: string[], page: Page) => Shown | undefined;

/** How a vendor's URLs are made. */
export interface Vendor {
  /**
   * Where the repository is in the path.
   * @returns segments, as they were written, of the path to clone from, and the decoded ones that follow
   */
  split(page: Page): { clone: string[]; rest: string[] } | undefined;
  /** By the first segment after the repository. */
  pages: Record<string, PageReader>;
  /** The repository's own page; default: the repository. */
  root?: PageReader;
}
