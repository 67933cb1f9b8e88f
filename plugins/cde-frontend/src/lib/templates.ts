import type {
  TemplateDetails,
  TemplateSource,
  TemplateState,
  TemplateSummary,
} from '@backstage-cde/plugin-cde-common';

/** States in the order of a template's life. */
export const STATES: TemplateState[] = ['active', 'deprecated', 'retired'];

/** Where a template's truth can be. */
export const SOURCES: TemplateSource[] = ['portal', 'git', 'config'];

/** How the list is narrowed; it lives in the page's address. */
export interface TemplateView {
  search: string;
  /** Entity ref, or empty for all. */
  owner: string;
  /** Empty for all. */
  state: TemplateState | '';
  source: TemplateSource | '';
}

/** Reads a view from an address; unknown values count as absent. */
export function templateViewFromParams(params: URLSearchParams): TemplateView {
  return {
    search: params.get('q') ?? '',
    owner: params.get('owner') ?? '',
    state: STATES.find(state => state === params.get('state')) ?? '',
    source: SOURCES.find(source => source === params.get('source')) ?? '',
  };
}

/** Writes a view into an address, leaving out what is as usual. */
export function templateViewToParams(
  { search, ...filters }: TemplateView,
  params: URLSearchParams,
): URLSearchParams {
  const next = new URLSearchParams(params);
  for (const [key, value] of Object.entries({ q: search, ...filters })) {
    if (value) next.set(key, value);
    else next.delete(key);
  }
  return next;
}

/** The templates that a view shows: usable ones first, then by title. */
export function applyTemplateView(
  templates: TemplateSummary[],
  { search, owner, state, source }: TemplateView,
): TemplateSummary[] {
  const wanted = search.trim().toLowerCase();
  return templates
    .filter(
      template =>
        (!owner || template.owner === owner) &&
        (!state || template.state === state) &&
        (!source || template.source === source) &&
        (!wanted || words(template).includes(wanted)),
    )
    .sort(
      (a, b) =>
        STATES.indexOf(a.state) - STATES.indexOf(b.state) ||
        a.title.localeCompare(b.title) ||
        a.id.localeCompare(b.id),
    );
}

function words({ id, title, description, tags }: TemplateSummary): string {
  return [id, title, description ?? '', ...tags].join('\n').toLowerCase();
}

/** Workspaces of a template: all revisions together. */
export function affected({ usage }: TemplateDetails): {
  running: number;
  stopped: number;
} {
  return usage.reduce(
    (sum, { running, stopped }) => ({
      running: sum.running + running,
      stopped: sum.stopped + stopped,
    }),
    { running: 0, stopped: 0 },
  );
}

/** Where a template from Git can be looked at, if its location is an address at all. */
export function locationHref(location: string | undefined): string | undefined {
  const address = location?.replace(/^url:/, '');
  return address && /^https?:\/\//.test(address) ? address : undefined;
}

/** The name of the file that a template is exported as. */
export function fileName(id: string): string {
  return `${id.replace(/[^\w.-]+/g, '-')}.yaml`;
}

/** What a new template begins with. */
export function starterText(owner: string): string {
  return `apiVersion: cde.backstage.io/v1alpha1
kind: WorkspaceTemplate
metadata:
  name: my-template
  title: My template
  description: What workspaces of it are good for
spec:
  owner: ${owner}
  # Offered for these components; without it, for any, as the last choice.
  appliesTo:
    kind: Component
  devcontainer:
    # For repositories without a devcontainer.json.
    image: mcr.microsoft.com/devcontainers/base:ubuntu
  resourceClasses:
    - small
`;
}
