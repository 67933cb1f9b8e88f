import { REPOSITORY_TOPIC } from '@backstage-cde/plugin-cde-common';

/** Where the repository's URLs are in what a host sends after a push; all are of the same repository. */
const URLS: Record<string, (payload: Payload) => unknown[]> = {
  [REPOSITORY_TOPIC]: ({ url }) => [url],
  'github.push': ({ repository }) => [
    repository?.clone_url,
    repository?.html_url,
  ],
  'gitlab.push': ({ project }) => [project?.git_http_url, project?.web_url],
  'gitea.push': ({ repository }) => [
    repository?.clone_url,
    repository?.html_url,
  ],
  'bitbucketCloud.repo:push': ({ repository }) => [
    repository?.links?.html?.href,
  ],
  'bitbucketServer.repo:refs_changed': ({ repository }) => [
    ...hrefs(repository?.links?.clone),
    ...hrefs(repository?.links?.self),
  ],
  'azureDevOps.git.push': ({ resource }) => [resource?.repository?.remoteUrl],
};

// Whatever comes from outside; each step of the way may be missing.
type Payload = Record<string, any>;

/** As the events modules of Backstage publish them, and those of this suite. */
export const PUSH_TOPICS = Object.keys(URLS);

/** URLs of the repository that was pushed to; of some hosts in several forms. Pure. */
export function pushedUrls(topic: string, payload: unknown): string[] {
  if (!Object.hasOwn(URLS, topic) || !isObject(payload)) {
    return [];
  }
  return URLS[topic](payload).filter(url => typeof url === 'string');
}

function hrefs(links: unknown): unknown[] {
  return Array.isArray(links) ? links.map(link => link?.href) : [];
}

function isObject(value: unknown): value is Payload {
  return typeof value === 'object' && value !== null;
}
