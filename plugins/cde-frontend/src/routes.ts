import {
  createExternalRouteRef,
  createRouteRef,
  createSubRouteRef,
} from '@backstage/frontend-plugin-api';

/** All of my workspaces. @public */
export const rootRouteRef = createRouteRef();

/** One workspace. @public */
export const workspaceRouteRef = createSubRouteRef({
  parent: rootRouteRef,
  path: '/:id',
});

/** The page that waits for a workspace and then becomes its IDE. @public */
export const launchRouteRef = createSubRouteRef({
  parent: rootRouteRef,
  path: '/:id/launch',
});

/** The tab that a click opened, before its workspace has an id. @public */
export const handoffRouteRef = createSubRouteRef({
  parent: rootRouteRef,
  path: '/launch',
});

/** Where components are found. @public */
export const catalogIndexRouteRef = createExternalRouteRef({
  defaultTarget: 'catalog.catalogIndex',
});

/** All templates. @public */
export const templatesRouteRef = createSubRouteRef({
  parent: rootRouteRef,
  path: '/templates',
});

/** A template that is made now. @public */
export const newTemplateRouteRef = createSubRouteRef({
  parent: rootRouteRef,
  path: '/templates/new',
});

/** One template. @public */
export const templateRouteRef = createSubRouteRef({
  parent: rootRouteRef,
  path: '/templates/:id',
});

/** One template's draft. @public */
export const templateEditorRouteRef = createSubRouteRef({
  parent: rootRouteRef,
  path: '/templates/:id/edit',
});

/** Which components have a devcontainer.json. @public */
export const readinessRouteRef = createSubRouteRef({
  parent: rootRouteRef,
  path: '/readiness',
});

/** The form of a software template. @public */
export const softwareTemplateRouteRef = createExternalRouteRef({
  params: ['namespace', 'templateName'],
  defaultTarget: 'scaffolder.selectedTemplate',
});

/** Everybody's workspaces, usage, quotas and audit, for those who govern. @public */
export const administrationRouteRef = createSubRouteRef({
  parent: rootRouteRef,
  path: '/admin',
});

/**
 * From the address of a page of a git host to a workspace: `/cde/open?url=…`.
 * Badges and bookmarks outside of the portal have it, so it is the same in all
 * portals; and a page without a route reference is not in the sidebar.
 */
export const OPEN_PATH = '/cde/open';
