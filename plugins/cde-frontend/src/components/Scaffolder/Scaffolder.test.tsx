import { InputError, ServiceUnavailableError } from '@backstage/errors';
import { SecretsContextProvider } from '@backstage/plugin-scaffolder-react';
import { Stepper } from '@backstage/plugin-scaffolder-react/alpha';
import type { JsonObject } from '@backstage/types';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  FakeCdeApi,
  PRICED_CLASSES,
  TEMPLATES,
  aPreview,
  aQuotaUsage,
} from '../../__testUtils__';
import { renderPage } from '../../__testUtils__/render';
import { FIELDS } from './fields';

const COMPONENT = 'component:default/payments-api';

const TEMPLATE = { title: 'Template', 'ui:field': 'CdeTemplatePicker' };
const SIZE = {
  title: 'Size',
  'ui:field': 'CdeResourceClassPicker',
  'ui:options': { componentField: 'component', templateField: 'template' },
};
const PARAMETERS = {
  title: 'Parameters',
  type: 'object',
  'ui:field': 'CdeTemplateParameters',
  'ui:options': { templateField: 'template' },
};
const BRANCH = {
  title: 'Branch',
  'ui:field': 'CdeBranchPicker',
  'ui:options': { componentField: 'component', repositoryUrlField: 'repo' },
};

describe('fields for forms of software templates', () => {
  const user = userEvent.setup({ delay: null });
  const created = jest.fn();
  let api: FakeCdeApi;

  beforeEach(() => {
    created.mockReset();
    // The form scrolls to its top with each step, which jsdom cannot.
    window.scrollTo = () => {};
    api = new FakeCdeApi();
    api.options = {
      ...api.options,
      templates: TEMPLATES,
      resourceClasses: PRICED_CLASSES,
    };
  });

  /** The scaffolder's own form with one step. */
  const show = (
    properties: Record<string, JsonObject>,
    initialState: Record<string, string> = {},
    required: string[] = [],
  ) => {
    const typed = Object.entries(properties).map(([name, property]) => [
      name,
      { type: 'string', ...property },
    ]);
    return renderPage(
      <SecretsContextProvider>
        <Stepper
          manifest={{
            title: 'Try',
            steps: [
              {
                title: 'Fill in',
                schema: { properties: Object.fromEntries(typed), required },
              },
            ],
          }}
          initialState={initialState}
          extensions={Object.values(FIELDS).map(
            ({ name, component, validation }) => ({
              name,
              component,
              validation,
            }),
          )}
          onCreate={created}
        />
      </SecretsContextProvider>,
      api,
    );
  };

  const choose = async (field: RegExp, option: RegExp) => {
    await user.click(await screen.findByRole('button', { name: field }));
    await user.click(await screen.findByRole('option', { name: option }));
  };
  const review = async () =>
    user.click(await screen.findByRole('button', { name: 'Review' }));
  const create = async () => {
    await review();
    await user.click(await screen.findByRole('button', { name: 'Create' }));
    await waitFor(() => expect(created).toHaveBeenCalled());
    return created.mock.calls[0][0];
  };

  describe('CdeTemplatePicker', () => {
    it('shows what a template gives, and hands out its name', async () => {
      show({ template: TEMPLATE });
      expect(
        await screen.findByText(
          'For services with a database. Sizes: Small, Medium · revision 3',
        ),
      ).toBeVisible();
      await choose(/Template/, /Docker inside/);
      expect(await screen.findByText('Privileged')).toBeVisible();
      expect(await create()).toEqual({ template: 'docker' });
    });

    it('takes the best one where it must not be empty', async () => {
      show({ template: TEMPLATE }, {}, ['template']);
      await screen.findByRole('button', { name: /Template/ });
      expect(await create()).toEqual({ template: 'node-service' });
    });

    it('refuses one that is not offered', async () => {
      show({ template: TEMPLATE }, { template: 'gone' });
      await screen.findByRole('button', { name: /Template/ });
      await review();
      expect(
        (
          await screen.findAllByText(
            /The workspace template gone is not offered here/,
          )
        )[0],
      ).toBeVisible();
    });

    it('says when there is none, and when they cannot be read', async () => {
      api.fail('getOptions', new ServiceUnavailableError('No database'));
      show({ template: TEMPLATE });
      expect(
        await screen.findByText(/Template: What may be chosen here/),
      ).toBeVisible();
      api.fail('getOptions', undefined);
      api.options = { ...api.options, templates: [] };
      await user.click(screen.getByRole('button', { name: 'Try again' }));
      expect(
        await screen.findByText(/There is no workspace template/),
      ).toBeVisible();
    });
  });

  describe('CdeResourceClassPicker', () => {
    it('shows what sizes cost and what is left of the limits', async () => {
      api.quotaUsage = {
        currency: 'EUR',
        items: [aQuotaUsage({ limit: 5, used: 3, requested: 1 })],
      };
      show({ size: SIZE });
      expect(
        await screen.findByText('Room for 2 more of this size.'),
      ).toBeVisible();
      expect(await screen.findByText(/€0.04 per hour/)).toBeVisible();
      await choose(/Size/, /Medium/);
      await waitFor(() =>
        expect(api.callsOf('getQuotaUsage').at(-1)).toEqual([
          expect.objectContaining({ resourceClass: 'medium' }),
        ]),
      );
      expect(await create()).toEqual({ size: 'medium' });
    });

    it('offers the sizes of the chosen template, and refuses others', async () => {
      show(
        { template: TEMPLATE, size: SIZE },
        { template: 'docker', size: 'small' },
      );
      await screen.findByRole('button', { name: /Size/ });
      await review();
      expect(
        (await screen.findAllByText(/The size small is not offered/))[0],
      ).toBeVisible();
      await user.click(screen.getByRole('button', { name: /Size/ }));
      expect(
        await screen.findByRole('option', { name: /Medium/ }),
      ).toBeVisible();
      expect(
        screen.queryByRole('option', { name: /Small/ }),
      ).not.toBeInTheDocument();
    });

    it('refuses one that is too small for the devcontainer.json', async () => {
      api.preview = () => aPreview({ classesTooSmall: ['small'] });
      show({ size: SIZE }, { component: COMPONENT, size: 'small' });
      await screen.findByRole('button', { name: /Size/ });
      await review();
      expect(
        (await screen.findAllByText(/The size Small is smaller than/))[0],
      ).toBeVisible();
    });

    const full = () => {
      api.quotaUsage = {
        currency: 'EUR',
        items: [aQuotaUsage({ limit: 3, used: 3, requested: 1 })],
      };
    };

    it('warns where there is no room: the rest is made all the same', async () => {
      full();
      show({ size: SIZE }, { size: 'small' });
      expect(
        await screen.findByText('There is no room for it at the moment'),
      ).toBeVisible();
      expect(await create()).toEqual({ size: 'small' });
    });

    it('refuses where there is no room, if the form wants it', async () => {
      full();
      show(
        { size: { ...SIZE, 'ui:options': { refuseOverQuota: true } } },
        { size: 'small' },
      );
      await screen.findByText('There is no room for it at the moment');
      await review();
      expect(
        (
          await screen.findAllByText(
            /no room for a workspace of the size Small/,
          )
        )[0],
      ).toBeVisible();
    });

    it('lets the task ask again where the portal does not answer', async () => {
      show({ size: SIZE }, { size: 'small' });
      await screen.findByRole('button', { name: /Size/ });
      api.fail('getOptions', new TypeError('Failed to fetch'));
      expect(await create()).toEqual({ size: 'small' });
    });
  });

  describe('CdeTemplateParameters', () => {
    it('fills in the defaults, and hands out leaves of the right type', async () => {
      show({ parameters: PARAMETERS });
      const workers = await screen.findByRole('textbox', { name: /Workers/ });
      await user.clear(workers);
      await user.type(workers, '4');
      expect(await create()).toEqual({
        parameters: { database: 'postgres', workers: 4, seed: false },
      });
    });

    it('refuses what does not fit, and shows it in the review when it does', async () => {
      show({ parameters: PARAMETERS });
      const workers = await screen.findByRole('textbox', { name: /Workers/ });
      await user.clear(workers);
      await user.type(workers, '99');
      await review();
      expect(
        (await screen.findAllByText(/do not fit the workspace template/))[0],
      ).toBeVisible();
      await user.clear(workers);
      await user.type(workers, '8');
      await review();
      expect(await screen.findByText('postgres')).toBeVisible();
    });

    it('goes with the template', async () => {
      show({ template: TEMPLATE, parameters: PARAMETERS });
      await screen.findByRole('textbox', { name: /Workers/ });
      await choose(/Template/, /Docker inside/);
      expect(
        await screen.findByText(/The workspace template has no parameters/),
      ).toBeVisible();
      expect(await create()).toEqual({ template: 'docker', parameters: {} });
    });
  });

  describe('CdeBranchPicker', () => {
    it('waits for the repository', async () => {
      show({ branch: BRANCH });
      expect(
        await screen.findByText('Choose the repository first.'),
      ).toBeVisible();
      expect(screen.getByRole('textbox', { name: /Branch/ })).toBeDisabled();
    });

    it('offers the branches of the component, each with its last commit', async () => {
      show({ branch: BRANCH }, { component: 'payments-api' });
      expect(
        await screen.findByText(/Last commit 3f2c1ab by Bo/),
      ).toBeVisible();
      await choose(/Branch/, /fix\/timeouts/);
      expect(
        await screen.findByText(/Last commit 9b1d0aa by Ana/),
      ).toBeVisible();
      expect(await create()).toEqual({
        component: 'payments-api',
        branch: 'fix/timeouts',
      });
      expect(api.callsOf('getBranches')[0]).toEqual([COMPONENT]);
    });

    it('is empty for the default branch', async () => {
      show({ branch: BRANCH }, { component: COMPONENT, branch: 'main' });
      await choose(/Branch/, /Default branch \(main\)/);
      expect((await create()).branch).toBeUndefined();
    });

    it('refuses a branch that the repository has not', async () => {
      show({ branch: BRANCH }, { component: COMPONENT, branch: 'gone' });
      expect(
        await screen.findByText('The repository has no branch gone.'),
      ).toBeVisible();
      await review();
      await waitFor(() =>
        expect(
          screen.getAllByText(/The repository has no branch gone/).length,
        ).toBeGreaterThan(1),
      );
      await choose(/Branch/, /main$/);
      expect((await create()).branch).toBe('main');
    });

    it('finds the component of a repository URL', async () => {
      const repo = 'https://git.example/acme/payments-api';
      api.contexts[repo] = {
        url: repo,
        subject: 'repository',
        repository: { url: repo, name: 'payments-api' },
        ref: { type: 'default' },
        components: [{ ref: COMPONENT, title: 'Payments API' }],
        workspaces: [],
        request: { repositoryUrl: repo },
      };
      show({ branch: BRANCH }, { repo });
      expect(await screen.findByText(/Last commit 3f2c1ab/)).toBeVisible();
    });

    it('has one typed where nothing can be listed, and asks whether it is there', async () => {
      const repo = 'https://git.example/acme/new';
      api.preview = () => {
        throw new InputError('There is no branch dev in acme/new');
      };
      show({ branch: BRANCH }, { repo });
      await user.type(
        await screen.findByRole('textbox', { name: /Branch/ }),
        'dev',
      );
      await review();
      expect(
        (await screen.findAllByText(/There is no branch dev in acme\/new/))[0],
      ).toBeVisible();
      expect(api.callsOf('previewWorkspace')).toEqual([
        [{ repositoryUrl: repo, ref: { type: 'branch', name: 'dev' } }],
      ]);
    });
  });
});
