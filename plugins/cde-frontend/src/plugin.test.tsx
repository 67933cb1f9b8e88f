import { createExtensionTester } from '@backstage/frontend-test-utils';
import { EntityContentBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { coreExtensionData } from '@backstage/frontend-plugin-api';
import { screen } from '@testing-library/react';
import plugin from './plugin';
import { FakeCdeApi, aWorkspace } from './__testUtils__';
import { renderPage } from './__testUtils__/render';

const page = plugin.getExtension('page:cde');
const tab = plugin.getExtension('entity-content:cde/workspaces');

describe('the plugin', () => {
  it('has a page in the sidebar', async () => {
    const tester = createExtensionTester(page);
    expect(tester.get(coreExtensionData.routePath)).toBe('/workspaces');
    expect(tester.get(coreExtensionData.title)).toBe('Workspaces');
    expect(tester.get(coreExtensionData.icon)).toBeDefined();
  });

  it('shows my workspaces on it', async () => {
    const api = new FakeCdeApi();
    api.workspaces = [aWorkspace()];
    renderPage(createExtensionTester(page).reactElement(), api);
    expect(await screen.findByText('payments-api-main')).toBeInTheDocument();
  });

  it('has a tab on components, and on nothing else', () => {
    const tester = createExtensionTester(tab);
    expect(tester.get(coreExtensionData.routePath)).toBe('/workspaces');
    expect(tester.get(EntityContentBlueprint.dataRefs.title)).toBe(
      'Workspaces',
    );
    const applies = tester.get(EntityContentBlueprint.dataRefs.filterFunction);
    const entity = (kind: string) => ({
      apiVersion: 'backstage.io/v1alpha1',
      kind,
      metadata: { name: 'x' },
    });
    expect(applies?.(entity('Component'))).toBe(true);
    expect(applies?.(entity('System'))).toBe(false);
  });
});
