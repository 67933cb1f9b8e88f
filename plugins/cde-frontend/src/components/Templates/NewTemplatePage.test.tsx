import { InputError } from '@backstage/errors';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeCdeApi, TEMPLATE_YAML, aTemplate } from '../../__testUtils__';
import { renderPage } from '../../__testUtils__/render';
import { NewTemplatePage } from './NewTemplatePage';

jest.mock('../Code', () => ({
  YamlEditor: ({
    label,
    value,
    onChange,
  }: {
    label: string;
    value: string;
    onChange: (text: string) => void;
  }) => (
    <textarea
      aria-label={`${label} text`}
      value={value}
      onChange={event => onChange(event.target.value)}
    />
  ),
}));

describe('NewTemplatePage', () => {
  const user = userEvent.setup({ delay: null });
  let api: FakeCdeApi;

  beforeEach(() => {
    sessionStorage.clear();
    api = new FakeCdeApi();
    api.rights = { ...api.rights, allowed: ['create-template'] };
  });

  const create = () => screen.findByRole('button', { name: 'Create draft' });
  // jsdom answers no media queries, which counts as the narrowest screen: form and YAML are tabs.
  const openYaml = async () => {
    await user.click(await screen.findByRole('tab', { name: 'YAML' }));
    return screen.findByRole('textbox', { name: 'YAML text' });
  };

  it('begins with something to change, and makes a draft of it', async () => {
    renderPage(<NewTemplatePage />, api);
    const name = await screen.findByRole('textbox', { name: /^Name/ });
    await user.clear(name);
    expect(await create()).toBeDisabled();
    await user.type(name, 'node');
    await user.click(await create());
    await waitFor(() =>
      expect(api.callsOf('createTemplate')[0]?.[0]).toMatch(
        /kind: WorkspaceTemplate\nmetadata:\n[^]*name: node\n/,
      ),
    );
    await waitFor(() =>
      expect(screen.getByTestId('address')).toHaveTextContent(
        '/workspaces/templates/node/edit',
      ),
    );
    expect(sessionStorage).toHaveLength(0);
  });

  it('leads to the one that has the name already', async () => {
    api.templates = [aTemplate()];
    renderPage(<NewTemplatePage />, api);
    const field = await openYaml();
    await user.clear(field);
    await user.click(field);
    await user.paste(TEMPLATE_YAML);
    await user.click(await create());
    expect(
      await screen.findByRole('link', { name: 'Open the one that exists' }),
    ).toHaveAttribute('href', '/workspaces/templates/payments');
  });

  it('says why the draft is refused, and keeps the text', async () => {
    api.fail('createTemplate', new InputError('It has no owner.'));
    renderPage(<NewTemplatePage />, api);
    await user.click(await create());
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('The draft could not be created');
    expect(alert).toHaveTextContent('It has no owner.');
    expect(sessionStorage).toHaveLength(1);
    expect(await create()).toBeEnabled();
  });

  it('lets those write none who may not make one', async () => {
    api.rights = { ...api.rights, allowed: [] };
    renderPage(<NewTemplatePage />, api);
    expect(await screen.findByText('You may not make templates')).toBeVisible();
    expect(screen.getByRole('link', { name: 'All templates' })).toHaveAttribute(
      'href',
      '/workspaces/templates',
    );
    expect(screen.queryByRole('button', { name: 'Create draft' })).toBeNull();
  });

  it('keeps the text over a reload', async () => {
    const { unmount } = renderPage(<NewTemplatePage />, api);
    await user.type(
      await screen.findByRole('textbox', { name: 'Title' }),
      ' of mine',
    );
    unmount();
    renderPage(<NewTemplatePage />, api);
    expect(await screen.findByRole('textbox', { name: 'Title' })).toHaveValue(
      'My template of mine',
    );
  });
});
