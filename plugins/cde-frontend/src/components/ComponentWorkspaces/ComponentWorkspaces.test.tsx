import { EntityProvider } from '@backstage/plugin-catalog-react';
import { InputError, NotAllowedError } from '@backstage/errors';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  BROKEN_DEVCONTAINER,
  FakeCdeApi,
  OPTIONS,
  aPreview,
  aQuotaUsage,
  aWorkspace,
} from '../../__testUtils__';
import { renderPage } from '../../__testUtils__/render';
import { ComponentWorkspaces } from './ComponentWorkspaces';

const COMPONENT = 'component:default/payments-api';
const entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'payments-api', namespace: 'default' },
};

const renderTab = (api: FakeCdeApi) =>
  renderPage(
    <EntityProvider entity={entity}>
      <ComponentWorkspaces />
    </EntityProvider>,
    api,
  );

/** A tab as `window.open` returns it. */
function aTab() {
  return { opener: window, close: jest.fn(), location: { replace: jest.fn() } };
}

const button = () =>
  screen.findByRole('button', { name: 'Open dev environment' });

describe('ComponentWorkspaces', () => {
  const open = jest.spyOn(window, 'open');
  let tab: ReturnType<typeof aTab>;
  let api: FakeCdeApi;
  const user = userEvent.setup({ delay: null });

  beforeEach(() => {
    tab = aTab();
    open.mockReset().mockReturnValue(tab as unknown as Window);
    api = new FakeCdeApi();
  });

  it('says what a workspace is where there is none, and what one click will create', async () => {
    renderTab(api);
    expect(
      await screen.findByText(/You have no workspace for this component yet/),
    ).toBeVisible();
    expect(
      await screen.findByText('Creates and opens payments-api-main'),
    ).toBeVisible();
    expect(await button()).toHaveAccessibleDescription(
      /payments-api-main.*main · Small \(2.CPU, 2.GiB\) · VS Code · about 12/,
    );
    expect(
      screen.getByText(/4 properties applied, 1 ignored, 1 refused/),
    ).toBeVisible();
  });

  it('opens the tab within the click, cuts its way back, then creates and sends it on', async () => {
    const release = api.hold('createWorkspace');
    renderTab(api);
    await screen.findByText('Creates and opens payments-api-main');
    await user.click(await button());

    expect(open).toHaveBeenCalledWith('/workspaces/launch', '_blank');
    expect(tab.opener).toBeNull();
    expect(tab.location.replace).not.toHaveBeenCalled();

    await act(async () => release());
    await waitFor(() => expect(tab.location.replace).toHaveBeenCalled());
    const [{ id }] = api.workspaces;
    expect(tab.location.replace).toHaveBeenCalledWith(
      `/workspaces/launch#${id}`,
    );
    expect(api.callsOf('createWorkspace')).toEqual([
      [{ component: COMPONENT }, expect.stringMatching(/^[0-9a-f]{32}$/)],
    ]);
  });

  it('opens the tab before anything is asked of the backend', async () => {
    renderTab(api);
    await screen.findByText('Creates and opens payments-api-main');
    open.mockImplementation(() => {
      expect(api.callsOf('createWorkspace')).toEqual([]);
      return tab as unknown as Window;
    });
    await user.click(await button());
    expect(open).toHaveBeenCalledTimes(1);
  });

  it('works from the keyboard', async () => {
    renderTab(api);
    await screen.findByText('Creates and opens payments-api-main');
    (await button()).focus();
    await user.keyboard('{Enter}');
    await waitFor(() => expect(tab.location.replace).toHaveBeenCalled());
  });

  it('goes straight to the IDE of a running workspace', async () => {
    api.workspaces = [aWorkspace()];
    renderTab(api);
    expect(await screen.findByText('Opens payments-api-main')).toBeVisible();
    await user.click(await button());
    await waitFor(() =>
      expect(tab.location.replace).toHaveBeenCalledWith(
        'http://ide.localhost:3001/?code=once',
      ),
    );
    expect(api.callsOf('createWorkspace')).toEqual([]);
  });

  it('starts a stopped one', async () => {
    api.workspaces = [aWorkspace({ phase: 'Stopped' })];
    renderTab(api);
    expect(
      await screen.findByText('Starts and opens payments-api-main'),
    ).toBeVisible();
    await user.click(await button());
    await waitFor(() =>
      expect(tab.location.replace).toHaveBeenCalledWith(
        `/workspaces/launch#${api.workspaces[0].id}`,
      ),
    );
    expect(api.callsOf('startWorkspace')).toHaveLength(1);
  });

  it('only watches one that is starting', async () => {
    api.workspaces = [aWorkspace({ phase: 'Starting' })];
    renderTab(api);
    await screen.findByText(/which is starting/);
    await user.click(await button());
    await waitFor(() => expect(tab.location.replace).toHaveBeenCalled());
    expect(api.callsOf('startWorkspace')).toEqual([]);
    expect(api.callsOf('createWorkspace')).toEqual([]);
  });

  it('gives a link where the browser blocks the tab', async () => {
    open.mockReturnValue(null);
    renderTab(api);
    await screen.findByText('Creates and opens payments-api-main');
    await user.click(await button());
    const link = await screen.findByRole('link', {
      name: 'Continue to payments-api-main',
    });
    expect(link).toHaveAttribute(
      'href',
      `/workspaces/${api.workspaces[0].id}/launch`,
    );
    expect(link).toHaveAttribute('target', '_blank');
  });

  it('closes the tab and says why when it cannot be made; a second try is the same request', async () => {
    renderTab(api);
    await screen.findByText('Creates and opens payments-api-main');
    api.fail('createWorkspace', new TypeError('Failed to fetch'));
    await user.click(await button());
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('Failed to fetch');
    expect(alert).toHaveTextContent('cannot be reached');
    expect(tab.close).toHaveBeenCalled();

    api.fail('createWorkspace', undefined);
    await user.click(await button());
    await waitFor(() => expect(tab.location.replace).toHaveBeenCalled());
    const [first, second] = api.callsOf('createWorkspace');
    expect(second[1]).toBe(first[1]);
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('says where a devcontainer.json is broken, and does not offer to create from it', async () => {
    api.preview = () => aPreview({ devcontainer: BROKEN_DEVCONTAINER });
    renderTab(api);
    expect(await screen.findByText(/line 4, column 3/)).toHaveTextContent(
      'expected a comma',
    );
    expect(await button()).toBeDisabled();
    expect(screen.getByText(/has to be repaired first/)).toBeVisible();
  });

  it('says that the default environment applies', async () => {
    api.preview = () =>
      aPreview({
        devcontainer: {
          source: 'default',
          alternatives: [],
          properties: [],
          problems: [],
        },
      });
    renderTab(api);
    expect(
      await screen.findByText(
        /no devcontainer.json: the default environment applies/,
      ),
    ).toBeVisible();
  });

  it('shows every property on request', async () => {
    renderTab(api);
    await user.click(await screen.findByRole('button', { name: 'Details' }));
    const dialog = await screen.findByRole('dialog');
    expect(
      within(dialog).getByRole('row', {
        name: /runArgs.*Refused.*--privileged is not allowed/,
      }),
    ).toBeVisible();
  });

  it('says how far the cluster is, and that one need not wait', async () => {
    api.options = {
      ...OPTIONS,
      clusters: [
        {
          name: 'local',
          title: 'This machine',
          state: 'preparing',
          preparation: {
            phase: 'preparing',
            title: 'Building Kubernetes',
            step: 3,
            steps: 6,
            secondsLeft: 180,
          },
        },
      ],
    };
    renderTab(api);
    expect(
      await screen.findByText('Building Kubernetes: step 3 of 6'),
    ).toBeVisible();
    expect(screen.getByText(/About 3.min left/)).toHaveTextContent(
      'starts by itself',
    );
    expect(await button()).toBeEnabled();
  });

  it('tells who may not create, but opens what there is', async () => {
    api.options = {
      ...OPTIONS,
      unavailable: {
        reason: 'NotAllowed',
        message: 'You may not make workspaces here',
        cure: 'Ask the platform team for the permission',
      },
    };
    const { unmount } = renderTab(api);
    expect(
      await screen.findByText('You may not make workspaces here'),
    ).toBeVisible();
    expect(
      screen.getByText('Ask the platform team for the permission'),
    ).toBeVisible();
    expect(await button()).toBeDisabled();
    expect(
      screen.getByRole('button', { name: 'More ways to open' }),
    ).toBeDisabled();
    unmount();

    api.workspaces = [aWorkspace()];
    renderTab(api);
    await screen.findByText('Opens payments-api-main');
    expect(await button()).toBeEnabled();
  });

  it('says why nothing can be created here', async () => {
    api.options = {
      ...OPTIONS,
      unavailable: {
        reason: 'NoRepository',
        message: 'It does not say where its repository is.',
        cure: 'Add the annotation.',
      },
    };
    renderTab(api);
    expect(
      await screen.findByText('It does not say where its repository is.'),
    ).toBeVisible();
    expect(screen.getByText('Add the annotation.')).toBeVisible();
  });

  it('shows what cannot be read, and tries again', async () => {
    api.fail('listWorkspaces', new Error('boom'));
    api.fail(
      'previewWorkspace',
      new InputError('The repository cannot be reached.'),
    );
    renderTab(api);
    expect(
      await screen.findByText('Your workspaces could not be read'),
    ).toBeVisible();
    expect(screen.getByText('The repository cannot be reached.')).toBeVisible();
    expect(await button()).toBeDisabled();

    api.workspaces = [aWorkspace()];
    api.fail('listWorkspaces', undefined);
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Opens payments-api-main')).toBeVisible();
    expect(
      screen.queryByText('Your workspaces could not be read'),
    ).not.toBeInTheDocument();
  });

  it('says so where reading is denied', async () => {
    api.fail('listWorkspaces', new NotAllowedError('Not for you.'));
    renderTab(api);
    expect(
      await screen.findByText(/You do not have the right to do this/),
    ).toBeVisible();
  });

  it('shows how much of my limits is used, the tightest first', async () => {
    api.quotaUsage = {
      currency: 'EUR',
      items: [
        aQuotaUsage({ measure: 'workspaces', limit: 20, used: 3 }),
        aQuotaUsage({ measure: 'cost', limit: 50, used: 12.4 }),
        aQuotaUsage({ measure: 'running', limit: 2, used: 2, requested: 1 }),
      ],
    };
    renderTab(api);
    const limits = await screen.findByRole('region', { name: 'Your limits' });
    expect(
      within(limits)
        .getAllByRole('meter')
        .map(meter => meter.getAttribute('aria-valuetext')),
    ).toEqual([
      '2 of 2 running',
      '€12.40 of €50.00 cost this month',
      '3 of 20 workspaces',
    ]);
  });

  it('shows no limits where there are none, and says when they cannot be read', async () => {
    const { unmount } = renderTab(api);
    await screen.findByText('Creates and opens payments-api-main');
    await waitFor(() => expect(api.callsOf('getQuotaUsage')).toHaveLength(1));
    expect(screen.queryByText('Your limits')).not.toBeInTheDocument();
    unmount();

    api.fail('getQuotaUsage', new TypeError('Failed to fetch'));
    renderTab(api);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Your limits could not be read',
    );
    // What is not known stands in nobody's way.
    await waitFor(async () => expect(await button()).toBeEnabled());
    api.fail('getQuotaUsage', undefined);
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() =>
      expect(screen.queryByRole('alert')).not.toBeInTheDocument(),
    );
  });

  it('changes in place when the backend announces it, and says it once', async () => {
    api.workspaces = [aWorkspace({ phase: 'Starting' })];
    const { signals } = renderTab(api);
    await screen.findByText(/which is starting/);
    const { id } = api.workspaces[0];
    api.change(id, { phase: 'Running' });
    await signals.announce({
      type: 'workspace-changed',
      id,
      component: COMPONENT,
    });
    expect(await screen.findByText('Opens payments-api-main')).toBeVisible();
    expect(
      await screen.findByText('payments-api-main: Running'),
    ).toHaveAttribute('role', 'status');
  });

  it('starts from a branch in a tab that the click opens', async () => {
    renderTab(api);
    await user.click(
      await screen.findByRole('button', {
        name: 'New workspace from fix/timeouts',
      }),
    );
    await waitFor(() => expect(tab.location.replace).toHaveBeenCalled());
    expect(open).toHaveBeenCalledWith('/workspaces/launch', '_blank');
    expect(api.callsOf('createWorkspace')[0][0]).toEqual({
      component: COMPONENT,
      ref: { type: 'branch', name: 'fix/timeouts' },
    });
  });

  it('has badges and the bookmarklet below', async () => {
    renderTab(api);
    expect(
      await screen.findByText('Badges, links and bookmarklet'),
    ).toBeVisible();
  });
});
