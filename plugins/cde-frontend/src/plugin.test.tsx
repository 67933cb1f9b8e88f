import { createExtensionTester } from '@backstage/frontend-test-utils';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
  EntityContextMenuItemBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { HomePageWidgetBlueprint } from '@backstage/plugin-home-react/alpha';
import { FormFieldBlueprint } from '@backstage/plugin-scaffolder-react/alpha';
import { SearchResultListItemBlueprint } from '@backstage/plugin-search-react/alpha';
import { AddonBlueprint } from '@backstage/plugin-techdocs-react/alpha';
import { coreExtensionData } from '@backstage/frontend-plugin-api';
import { screen, waitFor } from '@testing-library/react';
import plugin from './plugin';
import { FakeCdeApi, aTemplate, aWorkspace } from './__testUtils__';
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

  it('leads to what is for the caller', async () => {
    const api = new FakeCdeApi();
    renderPage(createExtensionTester(page).reactElement(), api);
    expect(
      await screen.findByRole('tab', { name: 'Templates' }),
    ).toHaveAttribute('href', '/workspaces/templates');
    expect(screen.getByRole('tab', { name: 'Mine' })).toBeInTheDocument();
    expect(screen.queryByText('Administration')).not.toBeInTheDocument();
  });

  it.each(['administer', 'read-usage', 'read-quotas', 'read-audit'] as const)(
    'leads those who may %s to the administration',
    async right => {
      const api = new FakeCdeApi();
      api.rights = { ...api.rights, allowed: [right] };
      renderPage(createExtensionTester(page).reactElement(), api);
      expect(
        await screen.findByRole('tab', { name: 'Administration' }),
      ).toHaveAttribute('href', '/workspaces/admin');
    },
  );

  it.each([
    ['/workspaces', 'No workspaces yet'],
    ['/workspaces/templates', 'Payments services'],
    ['/workspaces/templates/payments', 'Payments services'],
    ['/workspaces/admin', 'Nobody has a workspace yet.'],
    ['/workspaces/readiness', 'No components yet'],
  ])('shows the page at %s', async (at, text) => {
    const api = new FakeCdeApi();
    api.rights = { ...api.rights, allowed: ['administer'] };
    api.templates = [aTemplate()];
    renderPage(createExtensionTester(page).reactElement(), api, {
      mountPath: '/workspaces/*',
      at,
    });
    expect((await screen.findAllByText(text))[0]).toBeInTheDocument();
  });

  it('has a page part and a card of templates in the catalog', () => {
    const template = {
      apiVersion: 'cde.backstage.io/v1alpha1',
      kind: 'WorkspaceTemplate',
      metadata: { name: 'x' },
    };
    const content = createExtensionTester(
      plugin.getExtension('entity-content:cde/template'),
    ).get(EntityContentBlueprint.dataRefs.filterFunction);
    const card = createExtensionTester(
      plugin.getExtension('entity-card:cde/template'),
    ).get(EntityCardBlueprint.dataRefs.filterFunction);
    for (const applies of [content, card]) {
      expect(applies?.(template)).toBe(true);
      expect(applies?.({ ...template, kind: 'Component' })).toBe(false);
    }
  });

  it('has a card on components: who is working on them', () => {
    const applies = createExtensionTester(
      plugin.getExtension('entity-card:cde/activity'),
    ).get(EntityCardBlueprint.dataRefs.filterFunction);
    const entity = (kind: string) => ({
      apiVersion: 'backstage.io/v1alpha1',
      kind,
      metadata: { name: 'x' },
    });
    expect(applies?.(entity('Component'))).toBe(true);
    expect(applies?.(entity('System'))).toBe(false);
  });

  it('has fields for forms of software templates', async () => {
    const { formFieldLoader } = FormFieldBlueprint.dataRefs;
    const field = 'scaffolder-form-field:cde' as const;
    const loaders = [
      createExtensionTester(plugin.getExtension(`${field}/template-picker`)),
      createExtensionTester(
        plugin.getExtension(`${field}/resource-class-picker`),
      ),
      createExtensionTester(
        plugin.getExtension(`${field}/template-parameters`),
      ),
      createExtensionTester(plugin.getExtension(`${field}/branch-picker`)),
    ].map(tester => tester.get(formFieldLoader));
    expect(await Promise.all(loaders.map(load => load()))).toEqual([
      expect.objectContaining({ name: 'CdeTemplatePicker' }),
      expect.objectContaining({ name: 'CdeResourceClassPicker' }),
      expect.objectContaining({ name: 'CdeTemplateParameters' }),
      expect.objectContaining({ name: 'CdeBranchPicker' }),
    ]);
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

  it('has a page for addresses, at a path for links, that is not in the sidebar', async () => {
    const tester = createExtensionTester(plugin.getExtension('page:cde/open'));
    expect(tester.get(coreExtensionData.routePath)).toBe('/cde/open');
    expect(tester.get(coreExtensionData.routeRef)).toBeUndefined();
    renderPage(tester.reactElement(), new FakeCdeApi());
    await waitFor(() =>
      expect(screen.getByLabelText('Address')).toBeInTheDocument(),
    );
  });

  it('has an entry in the menu of components, and of nothing else', () => {
    const applies = createExtensionTester(
      plugin.getExtension('entity-context-menu-item:cde/open'),
    ).get(EntityContextMenuItemBlueprint.dataRefs.filterFunction);
    const entity = (kind: string) => ({
      apiVersion: 'backstage.io/v1alpha1',
      kind,
      metadata: { name: 'x' },
    });
    expect(applies?.(entity('Component'))).toBe(true);
    expect(applies?.(entity('System'))).toBe(false);
  });

  it('shows components among the results of searches, and leaves others alone', () => {
    const { predicate } = createExtensionTester(
      plugin.getExtension('search-result-list-item:cde/component'),
    ).get(SearchResultListItemBlueprint.dataRefs.item);
    const result = (type: string, more: object) => ({
      type,
      document: { title: 'x', text: '', location: '/x', ...more },
    });
    const catalog = 'software-catalog';
    expect(predicate?.(result(catalog, { kind: 'Component' }))).toBe(true);
    expect(predicate?.(result(catalog, { kind: 'System' }))).toBe(false);
    expect(predicate?.(result('techdocs', { kind: 'Component' }))).toBe(false);
    expect(predicate?.(result(catalog, {}))).toBe(false);
  });

  it('has cards for home pages, and an addon for documentation', () => {
    for (const name of ['my-workspaces', 'team-components'] as const) {
      const widget = createExtensionTester(
        plugin.getExtension(`home-page-widget:cde/${name}`),
      ).get(HomePageWidgetBlueprint.dataRefs.widget);
      expect(widget.title).toMatch(/^My /);
    }
    const addon = createExtensionTester(
      plugin.getExtension('addon:cde/edit'),
    ).get(AddonBlueprint.dataRefs.addon);
    expect(addon.location).toBe('Content');
  });
});
