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
} from '@backstage/plugin-catalog-react/alpha';
import { FormFieldBlueprint } from '@backstage/plugin-scaffolder-react/alpha';
import { RiTerminalBoxLine } from '@remixicon/react';
import { cdeApiRef, createCdeClient } from './api';
import {
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

const componentWorkspaces = EntityContentBlueprint.make({
  name: 'workspaces',
  params: {
    path: '/workspaces',
    title: 'Workspaces',
    icon: <RiTerminalBoxLine />,
    filter: { kind: 'component' },
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
    filter: { kind: 'component' },
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
 * administration, a tab on components, and the catalog's page of templates.
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
    componentWorkspaces,
    templateContent,
    templateCard,
    activityCard,
    templatePickerField,
    resourceClassPickerField,
    templateParametersField,
    branchPickerField,
  ],
});
