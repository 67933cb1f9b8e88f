import '../../__testUtils__/wideScreen';
import { ConflictError } from '@backstage/errors';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeCdeApi, aTemplate, someRevisions } from '../../__testUtils__';
import { renderPage } from '../../__testUtils__/render';
import { browser } from '../../lib/browser';
import { TemplatePage } from './TemplatePage';

// Without a layout an editor has nothing to show; what it is given is what counts here.
jest.mock('../Code', () => ({
  YamlDiff: ({ label, before, after }: Record<string, string>) => (
    <figure aria-label={label}>
      <pre data-testid="before">{before}</pre>
      <pre data-testid="after">{after}</pre>
    </figure>
  ),
  YamlText: ({ label, text }: Record<string, string>) => (
    <pre aria-label={label}>{text}</pre>
  ),
}));

describe('TemplatePage', () => {
  const user = userEvent.setup({ delay: null });
  let api: FakeCdeApi;

  beforeEach(() => {
    api = new FakeCdeApi();
    api.templates = [aTemplate()];
    api.revisions = { payments: someRevisions() };
  });

  const renderPart = (part = '') =>
    renderPage(<TemplatePage />, api, {
      mountPath: '/workspaces/templates/:id/*',
      at: `/workspaces/templates/payments${part}`,
    });
  const choose = async (item: string) => {
    await user.click(
      await screen.findByRole('button', {
        name: 'More actions for Payments services',
      }),
    );
    await user.click(await screen.findByRole('menuitem', { name: item }));
    return screen.findByRole('dialog');
  };

  it('shows what it gives, for what, with which choices and rules, and who uses it', async () => {
    renderPart();
    expect(
      await screen.findByText('cde.local/devcontainers/node:24'),
    ).toBeVisible();
    expect(screen.getByText(/spec.type: service/)).toBeVisible();
    const region = screen.getByRole('row', { name: /Region/ });
    expect(region).toHaveTextContent(/needed.*eu, us.*eu.*at creation/);
    expect(screen.getByRole('row', { name: /Debug/ })).toHaveTextContent(
      /Yes or no.*false.*at any time/,
    );
    expect(
      screen.getByText('PAYMENTS_REGION = parameter region'),
    ).toBeVisible();
    expect(screen.getByText(/^30.min, at most 4.h$/)).toBeVisible();
    expect(screen.getByText('7 days (default), at most 30 days')).toBeVisible();
    expect(screen.getByRole('row', { name: /2 \(latest\)/ })).toHaveTextContent(
      /11$/,
    );
    expect(screen.getByRole('row', { name: /Together/ })).toHaveTextContent(
      /12$/,
    );
    expect(screen.getByRole('link', { name: 'Edit' })).toHaveAttribute(
      'href',
      '/workspaces/templates/payments/edit',
    );
  });

  it('says what somebody should know first', async () => {
    api.changeTemplate('payments', {
      privileged: true,
      state: 'deprecated',
      draft: {
        yaml: 'x',
        version: 1,
        changedBy: 'user:default/ben',
        changedAt: '2026-11-02T09:30:00.000Z',
        problems: [],
      },
    });
    renderPart();
    expect(
      await screen.findByText('Deprecated: no new workspaces'),
    ).toBeVisible();
    expect(screen.getByText(/all rights on their node/)).toBeVisible();
    expect(screen.getByText(/ben changed it/)).toBeVisible();
    expect(
      screen.getByRole('link', { name: 'Continue the draft' }),
    ).toBeVisible();
  });

  it('leads to Git where the truth is there, and offers only what is allowed', async () => {
    api.changeTemplate('payments', {
      source: 'git',
      location: 'url:https://git.example/templates/payments.yaml',
    });
    renderPart();
    expect(
      await screen.findByRole('link', { name: 'Edit in Git' }),
    ).toHaveAttribute('href', 'https://git.example/templates/payments.yaml');
    await user.click(
      screen.getByRole('button', {
        name: 'More actions for Payments services',
      }),
    );
    const items = (await screen.findAllByRole('menuitem')).map(
      item => item.textContent,
    );
    expect(items).toEqual(['Export YAML', 'Show in the catalog']);
  });

  it('exports the YAML as it was written', async () => {
    const download = jest
      .spyOn(browser, 'download')
      .mockImplementation(() => {});
    renderPart();
    await user.click(
      await screen.findByRole('button', {
        name: 'More actions for Payments services',
      }),
    );
    await user.click(
      await screen.findByRole('menuitem', { name: 'Export YAML' }),
    );
    expect(download).toHaveBeenCalledWith(
      'payments.yaml',
      expect.stringContaining('kind: WorkspaceTemplate'),
    );
  });

  it('retires after saying how many that affects', async () => {
    renderPart();
    const dialog = await choose('Retire…');
    expect(dialog).toHaveTextContent(
      '3 workspaces are affected: 1 running, 2 stopped.',
    );
    await user.click(within(dialog).getByRole('button', { name: 'Retire' }));
    expect(
      await screen.findByText('Retired: none start any more'),
    ).toBeVisible();
    expect(api.callsOf('setTemplateState')).toEqual([['payments', 'retired']]);
  });

  it('is not deleted while there are workspaces of it', async () => {
    renderPart();
    const dialog = await choose('Delete…');
    expect(dialog).toHaveTextContent('Retire it instead.');
    expect(
      within(dialog).getByRole('button', { name: 'Delete' }),
    ).toBeDisabled();
  });

  it('leaves for the list when it has been deleted', async () => {
    api.changeTemplate('payments', { workspaces: 0, usage: [] });
    renderPart();
    const dialog = await choose('Delete…');
    await user.click(within(dialog).getByRole('button', { name: 'Delete' }));
    await waitFor(() =>
      expect(api.callsOf('deleteTemplate')).toEqual([['payments']]),
    );
    await waitFor(() => expect(dialog).not.toBeInTheDocument());
  });

  it('compares any two revisions, which the address keeps', async () => {
    renderPart('/history');
    const figure = await screen.findByRole('figure', {
      name: 'Changes from revision 1 to revision 2',
    });
    expect(within(figure).getByTestId('before')).toHaveTextContent(
      'timeout: 1h',
    );
    expect(within(figure).getByTestId('after')).toHaveTextContent(
      'timeout: 30m',
    );
    await user.click(screen.getByRole('button', { name: /From revision/ }));
    await user.click(
      await screen.findByRole('option', { name: /^2: Debug output/ }),
    );
    expect(
      await screen.findByText('These revisions have the same text.'),
    ).toBeVisible();
    expect(screen.getByTestId('address')).toHaveTextContent('?from=2&to=2');
  });

  it('rolls back with a note', async () => {
    renderPart('/history');
    await user.click(
      await screen.findByRole('button', { name: 'Roll back to revision 1' }),
    );
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toHaveTextContent(
      'This publishes revision 3 with the text of revision 1.',
    );
    const button = within(dialog).getByRole('button', { name: 'Roll back' });
    expect(button).toBeDisabled();
    await user.type(
      within(dialog).getByRole('textbox', { name: /Note/ }),
      'Debug was too loud',
    );
    await user.click(button);
    await waitFor(() =>
      expect(api.callsOf('rollBackTemplate')).toEqual([
        ['payments', { revision: 1, note: 'Debug was too loud' }],
      ]),
    );
    expect(await screen.findByText('content of revision 1')).toBeVisible();
  });

  it('a refusal stays in the dialog', async () => {
    api.fail('rollBackTemplate', new ConflictError('Somebody was faster.'));
    renderPart('/history');
    await user.click(
      await screen.findByRole('button', { name: 'Roll back to revision 1' }),
    );
    const dialog = await screen.findByRole('dialog');
    await user.type(within(dialog).getByRole('textbox'), 'why');
    await user.click(within(dialog).getByRole('button', { name: 'Roll back' }));
    expect(
      await within(dialog).findByText('Somebody was faster.'),
    ).toBeVisible();
  });

  it('says that a template does not exist, or is not for me', async () => {
    api.templates = [];
    renderPart();
    expect(
      await screen.findByText('This template cannot be shown'),
    ).toBeVisible();
    expect(screen.getByRole('link', { name: 'All templates' })).toHaveAttribute(
      'href',
      '/workspaces/templates',
    );
  });
});
