import {
  PageBlueprint,
  createFrontendPlugin,
  createRouteRef,
  createSubRouteRef,
} from '@backstage/frontend-plugin-api';
import { SecretsContextProvider } from '@backstage/plugin-scaffolder-react';
import { Stepper } from '@backstage/plugin-scaffolder-react/alpha';
import { Container, Header } from '@backstage/ui';
import { FIELDS } from '../src/components/Scaffolder/fields';

// The scaffolder's form with the plugin's fields, in place of the scaffolder.

const rootRouteRef = createRouteRef();
const selectedTemplateRouteRef = createSubRouteRef({
  parent: rootRouteRef,
  path: '/templates/:namespace/:templateName',
});

const component = {
  title: 'Component',
  type: 'string',
  enum: ['component:default/payments-api', 'component:default/docs'],
};
const OPTIONS = { componentField: 'component', templateField: 'template' };

const MANIFEST = {
  title: 'Every field',
  steps: [
    {
      title: 'The workspace',
      schema: {
        type: 'object',
        required: ['template'],
        properties: {
          component,
          branch: {
            title: 'Branch',
            type: 'string',
            'ui:field': 'CdeBranchPicker',
            'ui:options': OPTIONS,
          },
          template: {
            title: 'Workspace template',
            type: 'string',
            'ui:field': 'CdeTemplatePicker',
            'ui:options': { componentField: 'component' },
          },
          size: {
            title: 'Size',
            type: 'string',
            'ui:field': 'CdeResourceClassPicker',
            'ui:options': OPTIONS,
          },
          parameters: {
            title: 'Parameters',
            type: 'object',
            'ui:field': 'CdeTemplateParameters',
            'ui:options': OPTIONS,
          },
        },
      },
    },
  ],
};

const Form = () => (
  <>
    <Header title="A software template" />
    <Container py="4">
      <SecretsContextProvider>
        <Stepper
          manifest={MANIFEST}
          extensions={Object.values(FIELDS).map(
            ({ name, component: field, validation }) => ({
              name,
              component: field,
              validation,
            }),
          )}
          onCreate={async () => {}}
        />
      </SecretsContextProvider>
    </Container>
  </>
);

/** Stands where the scaffolder would be. */
export const softwareTemplates = createFrontendPlugin({
  pluginId: 'scaffolder',
  routes: { root: rootRouteRef, selectedTemplate: selectedTemplateRouteRef },
  extensions: [
    PageBlueprint.make({
      params: {
        path: '/create',
        title: 'Create',
        routeRef: rootRouteRef,
        noHeader: true,
        loader: async () => <Form />,
      },
    }),
  ],
});
