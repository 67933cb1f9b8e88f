import '../../__testUtils__/wideScreen';
import { NotAllowedError } from '@backstage/errors';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeCdeApi, aTemplate } from '../../__testUtils__';
import { renderPage } from '../../__testUtils__/render';
import { TemplatesPage } from './TemplatesPage';

/** A chosen file; jsdom has those, and cannot read them. */
const aFile = (content: string) =>
  Object.assign(new File([content], 'a.yaml', { type: 'application/yaml' }), {
    text: async () => content,
  });

describe('TemplatesPage', () => {
  const user = userEvent.setup({ delay: null });
  let api: FakeCdeApi;

  beforeEach(() => {
    api = new FakeCdeApi();
    api.rights = { ...api.rights, allowed: ['create-template'] };
    api.templates = [
      aTemplate({ hasDraft: true }),
      aTemplate({
        id: 'docker',
        title: 'Docker inside',
        owner: 'group:default/web',
        source: 'git',
        state: 'deprecated',
        privileged: true,
        tags: ['docker'],
        workspaces: 0,
      }),
      aTemplate({
        id: 'fresh',
        title: 'Fresh',
        description: undefined,
        tags: [],
        revision: undefined,
        publishedAt: undefined,
        hasDraft: true,
      }),
    ];
  });

  const renderList = (at = '/') => renderPage(<TemplatesPage />, api, { at });
  const names = async () => {
    // Rows that are to come have no link yet.
    await screen.findByRole('link', { name: 'Payments services' });
    return screen
      .getAllByRole('rowheader')
      .map(cell => within(cell).getByRole('link').textContent);
  };

  it('lists them with state, owner, source, revision and workspaces', async () => {
    renderList();
    const row = await screen.findByRole('row', { name: /Payments services/ });
    expect(row).toHaveTextContent(/Draft.*Active.*platform.*Portal.*2.*3/);
    expect(
      within(row).getByRole('link', { name: 'Payments services' }),
    ).toHaveAttribute('href', '/workspaces/templates/payments');
    expect(screen.getByRole('row', { name: /Docker/ })).toHaveTextContent(
      /Privileged.*Deprecated.*web.*Git/,
    );
    expect(screen.getByRole('row', { name: /Fresh/ })).toHaveTextContent(
      /Draft only.*not published/,
    );
  });

  it('keeps search and filters in the address', async () => {
    renderList('/?state=active');
    expect(await names()).toEqual(['Fresh', 'Payments services']);
    await user.click(screen.getByRole('button', { name: /Any source/ }));
    await user.click(await screen.findByRole('option', { name: 'Portal' }));
    await user.type(screen.getByRole('searchbox'), 'pay');
    expect(screen.getByTestId('address')).toHaveTextContent(
      '?state=active&source=portal&q=pay',
    );
    expect(await names()).toEqual(['Payments services']);
    await user.type(screen.getByRole('searchbox'), 'zzz');
    expect(
      await screen.findByText('No template matches this search.'),
    ).toBeVisible();
  });

  it('survives an owner in the address that nobody is', async () => {
    renderList('/?owner=nonsense');
    expect(
      await screen.findByText('No template matches this search.'),
    ).toBeVisible();
  });

  it('teaches what a template is where there is none', async () => {
    api.templates = [];
    renderList();
    expect(await screen.findByText('No templates yet')).toBeVisible();
    expect(
      screen.getAllByRole('link', { name: 'New template' })[0],
    ).toHaveAttribute('href', '/workspaces/templates/new');
  });

  it('offers to make one only to those who may', async () => {
    api.rights = { ...api.rights, allowed: [] };
    renderList();
    await names();
    expect(
      screen.queryByRole('link', { name: 'New template' }),
    ).not.toBeInTheDocument();
  });

  it('says why they cannot be read, and tries again', async () => {
    api.fail('listTemplates', new TypeError('Failed to fetch'));
    renderList();
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The templates could not be read',
    );
    api.fail('listTemplates', undefined);
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await names()).toHaveLength(3);
  });

  it('says so where reading is denied', async () => {
    api.fail('listTemplates', new NotAllowedError('Not for you.'));
    renderList();
    expect(await screen.findByText(/You do not have the right/)).toBeVisible();
  });

  it('opens a chosen file as a new template, and refuses what is too large', async () => {
    renderList();
    await names();
    const input = screen.getByLabelText('Import a template from a YAML file');
    await user.upload(input, aFile('x'.repeat(70_000)));
    expect(await screen.findByText(/larger than 64 KB/)).toBeVisible();
    // Another one, in the corner, has the dialog's own icon.
    await user.click(screen.getByText('Close'));
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    await user.upload(input, aFile('kind: X'));
    await waitFor(() =>
      expect(screen.getByTestId('address')).toHaveTextContent(
        '/workspaces/templates/new',
      ),
    );
  });
});
