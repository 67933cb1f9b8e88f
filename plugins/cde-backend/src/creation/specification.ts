import {
  keptParameters,
  planDevcontainer,
  type DevcontainerPlan,
  type DevcontainerReport,
  type ParameterValue,
  type ResourceClass,
  type WorkspaceTemplateDocument,
} from '@backstage-cde/plugin-cde-common';
import {
  resolveDevcontainer,
  resolveTemplate,
  type Resolution,
  type TemplateOffer,
} from '../templates';
import type { DevcontainerSource, WorkspaceSpec } from '../workspaces';

/** What a workspace's devcontainer comes to. */
export interface PlannedDevcontainer {
  /** Absent where nothing can be made from the devcontainer.json; the report says why. */
  plan: DevcontainerPlan | undefined;
  report: DevcontainerReport;
  /** The template's image, for where there is no plan. */
  defaultImage: string;
}

/** The repository's devcontainer.json, else the template's, else the template's image. Pure. */
export function planFor(
  { spec }: WorkspaceTemplateDocument,
  parameters: Record<string, ParameterValue>,
  source: DevcontainerSource,
  workspaceId: string,
): PlannedDevcontainer {
  const { repositoryName, file, alternatives } = source;
  const defaults = resolveDevcontainer(spec, parameters);
  const { plan, report } = planDevcontainer({
    file: file ?? defaults.file,
    alternatives,
    repository: { name: repositoryName },
    defaults: { image: defaults.image, user: defaults.user },
    workspaceId,
  });
  return {
    plan,
    report: file ? report : ofTemplate(report),
    defaultImage: defaults.image,
  };
}

/** The parts of a specification that template, parameters and class decide, and what they count for. Pure. */
export function specify(
  offer: TemplateOffer,
  parameters: Record<string, ParameterValue>,
  resourceClass: ResourceClass,
): {
  parts: Pick<
    WorkspaceSpec,
    'resources' | 'egress' | 'template' | 'plannedWith'
  >;
  footprint: Resolution['footprint'];
  kept: Record<string, ParameterValue>;
} {
  const { spec } = offer.document;
  const { resolved, egress, resources, footprint } = resolveTemplate(spec, {
    parameters,
    resourceClass,
  });
  const kept = keptParameters(spec.parameters, parameters);
  return {
    parts: {
      resources,
      egress,
      template: resolved,
      plannedWith: {
        revision: offer.revision,
        resourceClass: resourceClass.name,
        parameters: kept,
        ephemeral: Object.keys(kept).length < Object.keys(parameters).length,
      },
    },
    footprint,
    kept,
  };
}

/** The repository has none: what the template brings is the default. */
function ofTemplate({
  path,
  ...report
}: DevcontainerReport): DevcontainerReport {
  return { ...report, source: 'default' };
}
