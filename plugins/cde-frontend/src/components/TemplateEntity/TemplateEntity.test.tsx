import { EntityProvider } from '@backstage/plugin-catalog-react';
import { screen } from '@testing-library/react';
import { parse } from 'yaml';
import { FakeCdeApi, TEMPLATE_YAML, aTemplate } from '../../__testUtils__';
import { renderPage } from '../../__testUtils__/render';
import { templateIdOf } from '../../lib/templateId';
import { TemplateEntityCard } from './TemplateEntityCard';
import { TemplateEntityContent } from './TemplateEntityContent';

const entity = parse(TEMPLATE_YAML);

describe("a template's page in the catalog", () => {
  let api: FakeCdeApi;
  beforeEach(() => {
    api = new FakeCdeApi();
  });
  const render = (element: JSX.Element) =>
    renderPage(<EntityProvider entity={entity}>{element}</EntityProvider>, api);

  it('says what it gives and leads to the template', async () => {
    api.templates = [aTemplate()];
    render(<TemplateEntityContent />);
    expect(
      await screen.findByRole('link', { name: 'Open the template' }),
    ).toHaveAttribute('href', '/workspaces/templates/payments');
    expect(screen.getByText('Region, Debug output')).toBeVisible();
    expect(screen.getByText('small, medium')).toBeVisible();
    expect(screen.queryByText(/run privileged/)).not.toBeInTheDocument();
  });

  it('shows that it is privileged', async () => {
    api.templates = [aTemplate({ privileged: true })];
    render(<TemplateEntityContent />);
    expect(
      await screen.findByText('Its workspaces run privileged'),
    ).toBeVisible();
  });

  it('has a card with state, revision and use', async () => {
    api.templates = [aTemplate({ state: 'deprecated', workspaces: 12 })];
    render(<TemplateEntityCard />);
    expect(
      await screen.findByText('Deprecated: no new workspaces'),
    ).toBeVisible();
    expect(screen.getByText('12')).toBeVisible();
    expect(screen.getByText(/Revision 2/)).toBeVisible();
  });

  it('says so where the portal does not know it yet', async () => {
    render(<TemplateEntityCard />);
    expect(
      await screen.findByText(/does not know this template yet/),
    ).toBeVisible();
  });

  it.each([
    ['default', 'payments'],
    ['platform', 'platform:payments'],
    [undefined, 'payments'],
  ])('of namespace %s has the id %s', (namespace, id) =>
    expect(
      templateIdOf({ ...entity, metadata: { name: 'payments', namespace } }),
    ).toBe(id),
  );
});
