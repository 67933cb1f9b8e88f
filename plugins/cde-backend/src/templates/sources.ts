import {
  ANNOTATION_LOCATION,
  ANNOTATION_SOURCE_LOCATION,
  type Entity,
} from '@backstage/catalog-model';
import type { JsonObject } from '@backstage/types';
import {
  TEMPLATE_API_VERSION,
  TEMPLATE_KIND,
  TEMPLATE_SOURCE_ANNOTATION,
  templateId,
  type TemplateProblem,
  type WorkspaceTemplateDocument,
} from '@backstage-cde/plugin-cde-common';
import { stringify } from 'yaml';
import type { CdeConfig, TemplateConfig } from '../config';
import type { ExternalContent, StoredState, TemplateRecord } from './types';

/** Owner of templates of the configuration where no group administers. */
const FALLBACK_OWNER = 'group:default/platform';

/** Reads a template's text; `document` only where nothing is wrong with it. */
export type TemplateValidator = (text: string) => {
  document?: WorkspaceTemplateDocument;
  problems: TemplateProblem[];
};

/** What has to be done to have templates as their sources say. */
export type SyncStep =
  | { type: 'take'; id: string; content: ExternalContent }
  | {
      type: 'mark';
      id: string;
      state?: StoredState;
      /** What people are shown, and the log. */
      problem: string;
    };

/** Templates of the configuration, as the same document that others are. */
export function configContents(
  config: Pick<CdeConfig, 'templates' | 'admins'>,
): Array<{ id: string; content: ExternalContent }> {
  const owner =
    config.admins.find(ref => ref.startsWith('group:')) ?? FALLBACK_OWNER;
  return config.templates.map(template => {
    const document = documentOf(template, owner);
    return {
      id: template.name,
      content: {
        document,
        yaml: stringify(document),
        note: 'From the configuration',
        author: 'system',
        deadline: null,
        source: 'config',
        location: null,
      },
    };
  });
}

function documentOf(
  template: TemplateConfig,
  owner: string,
): WorkspaceTemplateDocument {
  const { name, title, description, image, user } = template;
  const { resourceClasses, ides, clusters, egress } = template;
  return JSON.parse(
    JSON.stringify({
      apiVersion: TEMPLATE_API_VERSION,
      kind: TEMPLATE_KIND,
      metadata: { name, title, description },
      spec: {
        owner,
        devcontainer: { image, user },
        resourceClasses,
        ides,
        clusters,
        egress,
      },
    }),
  );
}

/**
 * What the templates of Git need. Pure. Where several sources have a name, the configuration wins over Git, and
 * Git over the portal.
 *
 * @param entities - all of the kind that the catalog has
 */
export function planGitSync(options: {
  entities: Entity[];
  records: TemplateRecord[];
  configured: string[];
  /** Beginnings of URLs that privileged templates may come from. */
  privilegedLocations: string[];
  validate: TemplateValidator;
}): SyncStep[] {
  const { records, configured } = options;
  const ours = options.entities.filter(isFromGit);
  const steps = ours.flatMap(entity => {
    const id = templateId(entity);
    return configured.includes(id) ? [] : [stepFor(id, entity, options)];
  });
  const present = new Set(ours.map(templateId));
  const gone = records
    .filter(({ id, source }) => source === 'git' && !present.has(id))
    .map(goneFrom('the catalog does not have its entity any more'));
  return [...steps, ...gone];
}

/** Templates of the configuration that it does not have any more. */
export function planConfigRemovals(
  records: TemplateRecord[],
  configured: string[],
): SyncStep[] {
  return records
    .filter(({ id, source }) => source === 'config' && !configured.includes(id))
    .map(goneFrom('the configuration does not have it any more'));
}

function goneFrom(why: string) {
  return ({ id }: TemplateRecord): SyncStep => ({
    type: 'mark',
    id,
    state: 'gone',
    problem: `No new workspaces: ${why}`,
  });
}

function isFromGit({ kind, metadata }: Entity): boolean {
  return (
    kind === TEMPLATE_KIND &&
    !metadata.annotations?.[TEMPLATE_SOURCE_ANNOTATION]
  );
}

function stepFor(
  id: string,
  entity: Entity,
  {
    validate,
    privilegedLocations,
  }: { validate: TemplateValidator; privilegedLocations: string[] },
): SyncStep {
  const yaml = stringify(withoutCatalogData(entity));
  const { document, problems } = validate(yaml);
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (!document || errors.length > 0) {
    return {
      type: 'mark',
      id,
      problem: `What Git has now is not valid, so nothing of it was taken: ${errors
        .slice(0, 5)
        .map(({ path, message }) => `${path}: ${message}`)
        .join('; ')}`,
    };
  }
  if (document.spec.privileged && !isTrusted(entity, privilegedLocations)) {
    return {
      type: 'mark',
      id,
      problem:
        'What Git has now runs privileged, so nothing of it was taken: its location is not in cde.templatesFromGit.privileged',
    };
  }
  return {
    type: 'take',
    id,
    content: {
      document,
      yaml,
      note: 'From Git',
      author: 'system',
      deadline: deadlineOf(document),
      source: 'git',
      location: locationOf(entity),
    },
  };
}

/** By where the catalog read it, which its author cannot choose. */
function isTrusted({ metadata }: Entity, beginnings: string[]): boolean {
  const location = metadata.annotations?.[ANNOTATION_LOCATION] ?? '';
  return beginnings.some(beginning => location.startsWith(`url:${beginning}`));
}

/** When the template's own text says that starts apply it. */
export function deadlineOf({ spec }: WorkspaceTemplateDocument): number | null {
  const text = spec.rollout?.deadline;
  const instant = text === undefined ? NaN : Date.parse(text);
  return Number.isNaN(instant) ? null : instant;
}

function locationOf({ metadata }: Entity): string | null {
  const annotations = metadata.annotations ?? {};
  const location =
    annotations[ANNOTATION_SOURCE_LOCATION] ?? annotations[ANNOTATION_LOCATION];
  return location?.replace(/^url:/, '') ?? null;
}

/** The entity as its author wrote it: without what the catalog added. */
function withoutCatalogData({ apiVersion, kind, metadata, spec }: Entity) {
  const { name, namespace, title, description, tags, labels, links } = metadata;
  const annotations = Object.fromEntries(
    Object.entries(metadata.annotations ?? {}).filter(
      ([key]) => !key.startsWith('backstage.io/'),
    ),
  );
  const document: JsonObject = {
    apiVersion,
    kind,
    metadata: {
      name,
      namespace: namespace === 'default' ? undefined : namespace,
      title,
      description,
      tags,
      labels,
      annotations:
        Object.keys(annotations).length > 0 ? annotations : undefined,
      links: links as never,
    },
    spec,
  };
  return JSON.parse(JSON.stringify(document));
}
