import '../../__testUtils__/wideScreen';
import { ConflictError } from '@backstage/errors';
import type { Entity } from '@backstage/catalog-model';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeCdeApi, someQuotas } from '../../__testUtils__';
import { renderPage } from '../../__testUtils__/render';
import { Quotas } from './Quotas';

const GIB = 2 ** 30;

const web: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name: 'web', namespace: 'default', title: 'Web shop' },
  spec: { type: 'team', children: [] },
};

describe('quotas', () => {
  const user = userEvent.setup({ delay: null });
  let api: FakeCdeApi;

  beforeEach(() => {
    api = new FakeCdeApi();
    api.rights = {
      ...api.rights,
      allowed: ['read-quotas', 'update-quotas'],
    };
    api.quotas = someQuotas();
  });

  const render = () =>
    renderPage(<Quotas rights={api.rights} />, api, { entities: [web] });
  const row = (name: RegExp) => screen.findByRole('row', { name });
  const edit = async () => {
    await user.click(
      await screen.findByRole('button', {
        name: 'Edit the quota of group:payments (all together)',
      }),
    );
    return screen.findByRole('dialog');
  };
  const retype = async (dialog: HTMLElement, label: string, text: string) => {
    const field = within(dialog).getByRole('textbox', { name: label });
    await user.clear(field);
    if (text) await user.type(field, text);
  };
  const save = (dialog: HTMLElement) =>
    within(dialog).getByRole('button', { name: 'Save' });

  it('shows limits with their use, and leaves those of the configuration alone', async () => {
    api.quotas[1].used = { running: 7, memory: 40 * GIB, cost: 12 };
    render();
    const payments = await row(/payments/);
    expect(payments).toHaveTextContent(/7 of 8 used.*40.GiB of 64.GiB used/);
    expect(payments).toHaveTextContent('€12.00 of €250.00 used');
    expect(payments).toHaveTextContent('Agreed with the team');
    const everyone = await row(/Everyone/);
    expect(everyone).toHaveTextContent(/each user.*In the configuration/);
    expect(within(everyone).queryByRole('button')).not.toBeInTheDocument();
  });

  it('offers no change to those who may only read', async () => {
    api.rights = { ...api.rights, allowed: ['read-quotas'] };
    render();
    await row(/payments/);
    expect(screen.queryByRole('button')).not.toBeInTheDocument();
  });

  it('shows the effect before it can be saved', async () => {
    api.quotaEffect = () => ({
      owners: 4,
      over: [
        { ref: 'user:default/ben', measure: 'running', used: 3, limit: 2 },
      ],
    });
    const release = api.hold('previewQuota');
    render();
    const dialog = await edit();
    await retype(dialog, 'Running workspaces', '2');
    await retype(dialog, 'Memory', '32 GiB');
    await retype(dialog, 'Cost a month', '');
    expect(save(dialog)).toBeDisabled();
    release();
    expect(
      await within(dialog).findByText('user:ben: 3 of 2, Running workspaces'),
    ).toBeVisible();
    expect(dialog).toHaveTextContent('It applies to 4 owners of workspaces.');
    await waitFor(() => expect(save(dialog)).toBeEnabled());
    await user.click(save(dialog));
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    expect(api.callsOf('setQuota')).toEqual([
      [
        {
          target: {
            kind: 'group',
            ref: 'group:default/payments',
            per: 'total',
          },
          limits: { running: 2, memory: 32 * GIB },
          note: 'Agreed with the team for this quarter',
          version: 3,
        },
      ],
    ]);
    expect(await row(/payments/)).toHaveTextContent('32 GiB');
  });

  it('says what is wrong with a limit, and does not save it', async () => {
    render();
    const dialog = await edit();
    await retype(dialog, 'Memory', '32');
    expect(dialog).toHaveTextContent('A size is needed, for example 32 GiB.');
    expect(save(dialog)).toBeDisabled();
  });

  it('tells when somebody else was faster, and shows what they have set', async () => {
    render();
    const dialog = await edit();
    await retype(dialog, 'Running workspaces', '5');
    await waitFor(() => expect(save(dialog)).toBeEnabled());
    api.quotas = api.quotas.map(quota =>
      quota.id === 'q1'
        ? { ...quota, version: 4, limits: { running: 6 } }
        : quota,
    );
    await user.click(save(dialog));
    expect(await within(dialog).findByRole('alert')).toHaveTextContent(
      /could not be saved.*Somebody has changed this quota/,
    );
    await user.click(
      within(dialog).getByRole('button', { name: 'Show it as it is now' }),
    );
    await waitFor(() =>
      expect(
        screen.getByRole('textbox', { name: 'Running workspaces' }),
      ).toHaveValue('6'),
    );
  });

  it('sets a new one for a group of the catalog', async () => {
    render();
    await user.click(await screen.findByRole('button', { name: 'New quota' }));
    const dialog = await screen.findByRole('dialog', { name: 'New quota' });
    await user.type(
      within(dialog).getByRole('combobox', { name: /Which one/ }),
      'web',
    );
    await user.click(await screen.findByRole('option', { name: /web/ }));
    await user.click(
      within(dialog).getByRole('radio', { name: 'Each member on their own' }),
    );
    await retype(dialog, 'Workspaces', '4');
    await waitFor(() => expect(save(dialog)).toBeEnabled());
    await user.click(save(dialog));
    expect(await row(/web/)).toHaveTextContent(/each user.*Workspaces4/);
    expect(api.callsOf('setQuota')).toEqual([
      [
        {
          target: { kind: 'group', ref: 'group:default/web', per: 'each' },
          limits: { workspaces: 4 },
        },
      ],
    ]);
  });

  it('leads to the one that exists instead of replacing it', async () => {
    render();
    await user.click(await screen.findByRole('button', { name: 'New quota' }));
    const dialog = await screen.findByRole('dialog', { name: 'New quota' });
    await user.type(
      within(dialog).getByRole('combobox', { name: /Which one/ }),
      'group:default/payments',
    );
    await user.click(await screen.findByRole('option', { name: /payments/ }));
    await waitFor(() =>
      expect(screen.getByRole('combobox', { name: /Which one/ })).toHaveValue(
        'payments',
      ),
    );
    await retype(dialog, 'Workspaces', '4');
    expect(save(dialog)).toBeDisabled();
    await user.click(
      within(dialog).getByRole('button', { name: 'Edit that one' }),
    );
    await waitFor(() =>
      expect(
        screen.getByRole('textbox', { name: 'Running workspaces' }),
      ).toHaveValue('8'),
    );
  });

  it('deletes after asking, and says why it could not', async () => {
    render();
    await user.click(
      await screen.findByRole('button', { name: /Delete the quota of/ }),
    );
    const dialog = await screen.findByRole('dialog', {
      name: 'Delete the quota of group:payments (all together)?',
    });
    const button = within(dialog).getByRole('button', { name: 'Delete' });
    api.fail('setQuota', new ConflictError('Somebody was faster.'));
    await user.click(button);
    expect(await within(dialog).findByRole('alert')).toHaveTextContent(
      'Somebody was faster.',
    );
    api.fail('setQuota', undefined);
    await user.click(button);
    await waitFor(() =>
      expect(
        screen.queryByRole('row', { name: /payments/ }),
      ).not.toBeInTheDocument(),
    );
    expect(api.callsOf('setQuota').at(-1)).toEqual([
      expect.objectContaining({ limits: {}, version: 3 }),
    ]);
  });

  it('teaches where there are none', async () => {
    api.quotas = [];
    render();
    expect(await screen.findByText('No limits are set')).toBeVisible();
    expect(screen.getByRole('button', { name: 'New quota' })).toBeVisible();
  });
});
