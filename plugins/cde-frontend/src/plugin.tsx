import { Suspense, lazy } from 'react';
import {
  ApiBlueprint,
  PageBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
  EntityContextMenuItemBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { FormFieldBlueprint } from '@backstage/plugin-scaffolder-react/alpha';
import { HomePageWidgetBlueprint } from '@backstage/plugin-home-react/alpha';
import { SearchResultListItemBlueprint } from '@backstage/plugin-search-react/alpha';
import { AddonBlueprint } from '@backstage/plugin-techdocs-react/alpha';
import { TechDocsAddonLocations } from '@backstage/plugin-techdocs-react';
import { RiTerminalBoxLine } from '@remixicon/react';
import { cdeApiRef, createCdeClient } from './api';
import { useOpenMenuItem } from './components/Elsewhere/useOpenMenuItem';
import {
  OPEN_PATH,
  administrationRouteRef,
  catalogIndexRouteRef,
  handoffRouteRef,
  launchRouteRef,
  newTemplateRouteRef,
  readinessRouteRef,
  rootRouteRef,
  softwareTemplateRouteRef,
  templateEditorRouteRef,
  templateRouteRef,
  templatesRouteRef,
  workspaceRouteRef,
} from './routes';

const cdeApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: cdeApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: ({ discoveryApi, fetchApi }) =>
        createCdeClient({ discoveryApi, fetchApi }),
    }),
});

const workspacesPage = PageBlueprint.make({
  params: {
    path: '/workspaces',
    title: 'Workspaces',
    icon: <RiTerminalBoxLine />,
    routeRef: rootRouteRef,
    // The pages bring it themselves, with tabs by the caller's rights.
    noHeader: true,
    loader: () =>
      import('./components/CdePages').then(({ CdePages }) => <CdePages />),
  },
});

const openPage = PageBlueprint.make({
  name: 'open',
  params: {
    path: OPEN_PATH,
    noHeader: true,
    loader: () =>
      import('./components/OpenContext').then(({ OpenPage }) => <OpenPage />),
  },
});

const OF_COMPONENTS = { kind: 'component' };

const componentMenuItem = EntityContextMenuItemBlueprint.make({
  name: 'open',
  params: {
    icon: <RiTerminalBoxLine />,
    filter: OF_COMPONENTS,
    useProps: useOpenMenuItem,
  },
});

const myWorkspacesWidget = HomePageWidgetBlueprint.make({
  name: 'my-workspaces',
  params: {
    name: 'CdeMyWorkspaces',
    title: 'My workspaces',
    description: 'Your development environments, each one click away',
    components: () =>
      import('./components/HomeCards').then(({ MyWorkspaces }) => ({
        Content: MyWorkspaces,
      })),
  },
});

const teamComponentsWidget = HomePageWidgetBlueprint.make({
  name: 'team-components',
  params: {
    name: 'CdeTeamComponents',
    title: 'My team’s components',
    description: 'What your teams own, each with its development environment',
    components: () =>
      import('./components/HomeCards').then(({ TeamComponents }) => ({
        Content: TeamComponents,
      })),
  },
});

const componentSearchResult = SearchResultListItemBlueprint.make({
  name: 'component',
  params: {
    icon: <RiTerminalBoxLine />,
    predicate: ({ type, document }) =>
      type === 'software-catalog' &&
      'kind' in document &&
      String(document.kind).toLocaleLowerCase('en-US') === 'component',
    component: () =>
      import('./components/Elsewhere').then(
        ({ ComponentSearchResult }) => ComponentSearchResult,
      ),
  },
});

const DocsEditLink = lazy(() =>
  import('./components/Elsewhere').then(({ DocsEditLink: component }) => ({
    default: component,
  })),
);

const docsEditLink = AddonBlueprint.make({
  name: 'edit',
  params: {
    name: 'CdeEditLink',
    location: TechDocsAddonLocations.Content,
    component: () => (
      <Suspense fallback={null}>
        <DocsEditLink />
      </Suspense>
    ),
  },
});

const componentWorkspaces = EntityContentBlueprint.make({
  name: 'workspaces',
  params: {
    path: '/workspaces',
    title: 'Workspaces',
    icon: <RiTerminalBoxLine />,
    filter: OF_COMPONENTS,
    loader: () =>
      import('./components/ComponentWorkspaces').then(
        ({ ComponentWorkspaces }) => <ComponentWorkspaces />,
      ),
  },
});

const OF_TEMPLATES = { kind: 'workspacetemplate' };

const templateContent = EntityContentBlueprint.make({
  name: 'template',
  params: {
    path: '/workspace-template',
    title: 'Workspace template',
    icon: <RiTerminalBoxLine />,
    filter: OF_TEMPLATES,
    loader: () =>
      import('./components/TemplateEntity').then(
        ({ TemplateEntityContent }) => <TemplateEntityContent />,
      ),
  },
});

const templateCard = EntityCardBlueprint.make({
  name: 'template',
  params: {
    filter: OF_TEMPLATES,
    loader: () =>
      import('./components/TemplateEntity').then(({ TemplateEntityCard }) => (
        <TemplateEntityCard />
      )),
  },
});

const activityCard = EntityCardBlueprint.make({
  name: 'activity',
  params: {
    filter: OF_COMPONENTS,
    loader: () =>
      import('./components/Activity').then(({ ActivityCard }) => (
        <ActivityCard />
      )),
  },
});

// Fields for forms of software templates.

const templatePickerField = FormFieldBlueprint.make({
  name: 'template-picker',
  params: {
    field: () =>
      import('./components/Scaffolder').then(fields => fields.templatePicker),
  },
});

const resourceClassPickerField = FormFieldBlueprint.make({
  name: 'resource-class-picker',
  params: {
    field: () =>
      import('./components/Scaffolder').then(
        fields => fields.resourceClassPicker,
      ),
  },
});

const templateParametersField = FormFieldBlueprint.make({
  name: 'template-parameters',
  params: {
    field: () =>
      import('./components/Scaffolder').then(
        fields => fields.templateParameters,
      ),
  },
});

const branchPickerField = FormFieldBlueprint.make({
  name: 'branch-picker',
  params: {
    field: () =>
      import('./components/Scaffolder').then(fields => fields.branchPicker),
  },
});

/**
 * Cloud development environments: pages of workspaces, templates and their
 * administration, a tab on components, the catalog's page of templates, and ways
 * in from git hosts, the home page, searches and documentation.
 *
 * @public
 */
export default createFrontendPlugin({
  pluginId: 'cde',
  title: 'Workspaces',
  icon: <RiTerminalBoxLine />,
  info: { packageJson: () => import('../package.json') },
  routes: {
    root: rootRouteRef,
    workspace: workspaceRouteRef,
    launch: launchRouteRef,
    handoff: handoffRouteRef,
    templates: templatesRouteRef,
    newTemplate: newTemplateRouteRef,
    template: templateRouteRef,
    templateEditor: templateEditorRouteRef,
    administration: administrationRouteRef,
    readiness: readinessRouteRef,
  },
  externalRoutes: {
    catalogIndex: catalogIndexRouteRef,
    softwareTemplate: softwareTemplateRouteRef,
  },
  extensions: [
    cdeApi,
    workspacesPage,
    openPage,
    componentWorkspaces,
    componentMenuItem,
    myWorkspacesWidget,
    teamComponentsWidget,
    componentSearchResult,
    docsEditLink,
    templateContent,
    templateCard,
    activityCard,
    templatePickerField,
    resourceClassPickerField,
    templateParametersField,
    branchPickerField,
  ],
});
