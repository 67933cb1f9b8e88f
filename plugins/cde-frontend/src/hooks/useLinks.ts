import { useMemo } from 'react';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import { openLink } from '../lib/contexts';
import {
  OPEN_PATH,
  administrationRouteRef,
  handoffRouteRef,
  launchRouteRef,
  newTemplateRouteRef,
  readinessRouteRef,
  rootRouteRef,
  templateEditorRouteRef,
  templateRouteRef,
  templatesRouteRef,
  workspaceRouteRef,
} from '../routes';

/** A part of the administration that has an address of its own. */
export type AdministrationPart = 'usage' | 'quotas' | 'audit';

/** Paths of this plugin's pages, wherever the portal has mounted them. */
export interface Links {
  root: string;
  handoff: string;
  workspace: (id: string, part?: string) => string;
  launch: (id: string) => string;
  templates: string;
  newTemplate: string;
  template: (id: string) => string;
  templateEditor: (id: string) => string;
  readiness: string;
  administration: (part?: AdministrationPart) => string;
  /** The page that understands addresses of git hosts, for one where it is given. */
  open: (url?: string) => string;
}

/** Paths of this plugin's pages. */
export function useLinks(): Links {
  const root = useRouteRef(rootRouteRef);
  const handoff = useRouteRef(handoffRouteRef);
  const workspace = useRouteRef(workspaceRouteRef);
  const launch = useRouteRef(launchRouteRef);
  const templates = useRouteRef(templatesRouteRef);
  const newTemplate = useRouteRef(newTemplateRouteRef);
  const template = useRouteRef(templateRouteRef);
  const templateEditor = useRouteRef(templateEditorRouteRef);
  const readiness = useRouteRef(readinessRouteRef);
  const administration = useRouteRef(administrationRouteRef);
  return useMemo(
    () => ({
      root: root?.() ?? '/workspaces',
      handoff: handoff?.() ?? '/workspaces/launch',
      workspace: (id, part) =>
        below(workspace?.({ id }) ?? `/workspaces/${id}`, part),
      launch: id => launch?.({ id }) ?? `/workspaces/${id}/launch`,
      templates: templates?.() ?? '/workspaces/templates',
      newTemplate: newTemplate?.() ?? '/workspaces/templates/new',
      template: id => template?.({ id }) ?? `/workspaces/templates/${id}`,
      templateEditor: id =>
        templateEditor?.({ id }) ?? `/workspaces/templates/${id}/edit`,
      readiness: readiness?.() ?? '/workspaces/readiness',
      administration: part =>
        below(administration?.() ?? '/workspaces/admin', part),
      open: url => openLink(OPEN_PATH, url),
    }),
    [
      root,
      handoff,
      workspace,
      launch,
      templates,
      newTemplate,
      template,
      templateEditor,
      readiness,
      administration,
    ],
  );
}

function below(path: string, part: string | undefined): string {
  return part ? `${path}/${part}` : path;
}
