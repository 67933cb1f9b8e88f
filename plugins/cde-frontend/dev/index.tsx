// This is an app, if a small one.
// eslint-disable-next-line @backstage/no-ui-css-imports-in-non-frontend
import '@backstage/ui/css/styles.css';
import { useEffect } from 'react';
import { createApp } from '@backstage/frontend-defaults';
import {
  PageBlueprint,
  createFrontendModule,
} from '@backstage/frontend-plugin-api';
import { SignInPageBlueprint } from '@backstage/plugin-app-react';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { Container, Grid } from '@backstage/ui';
import { RiHomeLine } from '@remixicon/react';
import { createRoot } from 'react-dom/client';
import type { Entity } from '@backstage/catalog-model';
import { parse } from 'yaml';
import { MyWorkspacesCard, TeamComponentsCard, cdeApiRef } from '../src';
import plugin from '../src';
import { TEMPLATE_YAML } from '../src/__testUtils__';
import { inContext } from './contextScenes';
import { developed } from './developerScenes';
import { governed } from './governanceScenes';
import { surveyed } from './readinessScenes';
import { everyScene } from './scenes';
import { softwareTemplates } from './softwareTemplates';

// The plugin's pages over a backend in memory: `yarn start` in this folder, no portal needed.

const component = (name: string, description: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name, namespace: 'default', description },
  spec: {
    type: 'service',
    lifecycle: 'production',
    owner: 'group:default/payments',
  },
  relations: [{ type: 'ownedBy', targetRef: 'group:default/payments' }],
});

const user = (name: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { name, namespace: 'default' },
  spec: {
    profile: { displayName: name[0].toUpperCase() + name.slice(1) },
    memberOf: ['payments'],
  },
});

const group = (name: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name, namespace: 'default', title: `Team ${name}` },
  spec: { type: 'team', children: [] },
});

const catalog = catalogApiMock({
  entities: [
    component('payments-api', 'Takes payments: has everything'),
    component('ledger', 'Its devcontainer.json is broken'),
    component('docs', 'Has no devcontainer.json'),
    component('web-shop', 'Its workspaces are on their way'),
    ...['ana', 'ben', 'cleo', 'dan'].map(user),
    ...['payments', 'web', 'platform'].map(group),
    parse(TEMPLATE_YAML),
    {
      apiVersion: 'scaffolder.backstage.io/v1beta3',
      kind: 'Template',
      metadata: { name: 'add-dev-environment', namespace: 'default' },
    },
  ],
});

const scenes = surveyed(inContext(governed(developed(everyScene()))));

const app = createApp({
  features: [
    catalogPlugin.withOverrides({
      extensions: [
        catalogPlugin.getExtension('api:catalog').override({
          params: define =>
            define({ api: catalogApiRef, deps: {}, factory: () => catalog }),
        }),
      ],
    }),
    plugin.withOverrides({
      extensions: [
        plugin.getExtension('api:cde').override({
          params: define =>
            define({ api: cdeApiRef, deps: {}, factory: () => scenes }),
        }),
      ],
    }),
    softwareTemplates,
    createFrontendModule({
      pluginId: 'app',
      extensions: [
        PageBlueprint.make({
          name: 'home',
          params: {
            path: '/',
            title: 'Home',
            icon: <RiHomeLine />,
            loader: async () => (
              <Container py="4">
                <Grid.Root columns={{ initial: '1', md: '2' }}>
                  <MyWorkspacesCard />
                  <TeamComponentsCard />
                </Grid.Root>
              </Container>
            ),
          },
        }),
        SignInPageBlueprint.make({
          params: {
            loader: async () => props => {
              const { onSignInSuccess } = props;
              useEffect(() => {
                onSignInSuccess({
                  getBackstageIdentity: async () => ({
                    type: 'user',
                    userEntityRef: 'user:default/ana',
                    ownershipEntityRefs: [
                      'user:default/ana',
                      'group:default/payments',
                    ],
                  }),
                  getCredentials: async () => ({}),
                  getProfileInfo: async () => ({ displayName: 'Ana' }),
                  signOut: async () => {},
                });
              }, [onSignInSuccess]);
              return null;
            },
          },
        }),
      ],
    }),
  ],
});

createRoot(document.getElementById('root')!).render(app.createRoot());
