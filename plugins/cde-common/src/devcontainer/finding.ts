import type { DevcontainerFinding, ReadinessStatus } from '../readiness';
import type { FileProblem } from '../types';
import { planDevcontainer, type DevcontainerOutcome } from './planDevcontainer';

/** Without effect by their nature: in nearly every file, and nothing to change. */
const HARMLESS = ['$schema', 'name'];
/** What only a template knows; it changes nothing about whether the file is good. */
const ANY_TEMPLATE = { image: 'template', user: { name: 'template' } };

/**
 * Whether a repository is ready, by the same reading of its devcontainer.json as at a workspace's creation. Pure.
 *
 * @param paths - of all its devcontainer.json files, the one in use first
 * @param text - of the one in use
 * @public
 */
export function findingOf(
  repositoryName: string,
  paths: string[],
  text: string | undefined,
): DevcontainerFinding {
  const [path, ...alternatives] = paths;
  if (path === undefined || text === undefined) {
    return { status: 'none', paths: [], unsupported: [] };
  }
  const outcome = planDevcontainer({
    file: { path, text },
    alternatives,
    repository: { name: repositoryName },
    defaults: ANY_TEMPLATE,
    workspaceId: '',
  });
  const { properties, problems } = outcome.report;
  const unsupported = properties.filter(
    ({ property, outcome: what }) =>
      ['refused', 'ignored'].includes(what) && !HARMLESS.includes(property),
  );
  const worst =
    problems.find(({ severity }) => severity === 'error') ?? problems[0];
  return {
    status: statusOf(outcome),
    paths,
    unsupported: [...new Set(unsupported.map(({ property }) => property))],
    ...(worst && { problem: describeProblem(worst) }),
  };
}

/** A problem with its place: `path:line:column: message`. @public */
export function describeProblem({
  path,
  line,
  column,
  message,
}: FileProblem): string {
  const place = [path, line, column]
    .filter(part => part !== undefined && part !== '')
    .join(':');
  return `${place}: ${message}`;
}

function statusOf({ plan, report }: DevcontainerOutcome): ReadinessStatus {
  if (!plan) return 'invalid';
  const { properties, problems } = report;
  const isClean =
    problems.length === 0 &&
    !properties.some(({ outcome }) => outcome === 'refused');
  return isClean ? 'valid' : 'warnings';
}
