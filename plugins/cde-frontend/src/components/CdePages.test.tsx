import '../__testUtils__/wideScreen';
import { NotAllowedError } from '@backstage/errors';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { parse } from 'yaml';
import type { CdeApi } from '../api';
import {
  FakeCdeApi,
  TEMPLATE_YAML,
  aTemplate,
  aWorkspace,
  someAudit,
  someQuotas,
  someRevisions,
} from '../__testUtils__';
import { renderPage } from '../__testUtils__/render';
import { CdePages } from './CdePages';
import { TemplateEntityCard, TemplateEntityContent } from './TemplateEntity';

// Without a layout an editor has nothing to show, and nothing here is about it.
jest.mock('./Code', () => ({
  YamlDiff: () => null,
  YamlEditor: () => null,
  YamlText: () => null,
}));

const ID = aWorkspace().id;
const UNREACHABLE = new TypeError('Failed to fetch');
const DENIED = new NotAllowedError('Not for you.');

/** Each place that reads something: where it is, what it reads, and what it says when that fails. */
const PLACES: Array<[at: string, reads: keyof CdeApi, failed: string]> = [
  ['?scope=shared', 'listWorkspaces', 'Your workspaces could not be read'],
  [`/${ID}/access`, 'listShares', 'Who has access could not be read'],
  ['/templates', 'listTemplates', 'The templates could not be read'],
  ['/templates/payments', 'getTemplate', 'This template cannot be shown'],
  [
    '/templates/payments/history',
    'listTemplateRevisions',
    'The revisions could not be read',
  ],
  [
    '/templates/payments/history',
    'getTemplateRevision',
    'The revisions could not be compared',
  ],
  ['/templates/payments/edit', 'getTemplate', 'This template cannot be shown'],
  ['/admin', 'getRights', 'What you may see here is not known'],
  ['/admin', 'listAllWorkspaces', 'The workspaces could not be read'],
  ['/admin/usage', 'getUsage', 'The usage could not be read'],
  ['/admin/quotas', 'listQuotas', 'The quotas could not be read'],
  ['/admin/audit', 'listAudit', 'The audit could not be read'],
];

/** Those of them that can go on without. */
const AIDED: typeof PLACES = [
  [`/${ID}/settings`, 'getOptions', 'What may be chosen here is not known'],
  [
    '/templates/payments/edit',
    'getOptions',
    'What may be chosen here is not known',
  ],
];

describe('pages', () => {
  const user = userEvent.setup({ delay: null });
  let api: FakeCdeApi;

  beforeEach(() => {
    sessionStorage.clear();
    api = new FakeCdeApi();
    api.rights = {
      ...api.rights,
      allowed: ['administer', 'read-usage', 'read-quotas', 'read-audit'],
    };
    api.workspaces = [
      aWorkspace({ allowed: ['open', 'share', 'configure'] }),
      aWorkspace({ id: 'shared', relation: 'use' }),
    ];
    api.templates = [aTemplate()];
    api.revisions = { payments: someRevisions() };
    api.quotas = someQuotas();
    api.audit = someAudit();
  });

  const visit = (at: string) =>
    renderPage(<CdePages />, api, {
      mountPath: '/workspaces/*',
      at: `/workspaces${at}`,
    });
  const busy = () => document.querySelector('[aria-busy="true"]');

  it.each(PLACES)('%s shows that %s takes its time', async (at, reads) => {
    const release = api.hold(reads);
    visit(at);
    await waitFor(() => expect(busy()).not.toBeNull());
    await waitFor(() => expect(api.callsOf(reads)).not.toEqual([]));
    expect(busy()).not.toBeNull();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
    release();
    await waitFor(() => expect(busy()).toBeNull());
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it.each([...PLACES, ...AIDED])(
    '%s says that %s has failed, and tries again',
    async (at, reads, failed) => {
      api.fail(reads, UNREACHABLE);
      visit(at);
      expect(await screen.findByRole('alert')).toHaveTextContent(failed);
      expect(busy()).toBeNull();
      api.fail(reads, undefined);
      await user.click(screen.getByRole('button', { name: 'Try again' }));
      await waitFor(() =>
        expect(screen.queryByRole('alert')).not.toBeInTheDocument(),
      );
      expect(screen.queryByText(failed)).not.toBeInTheDocument();
    },
  );

  it.each([...PLACES, ...AIDED])(
    '%s says that %s is denied, and offers no other try',
    async (at, reads, failed) => {
      api.fail(reads, DENIED);
      visit(at);
      const alert = await screen.findByRole('alert');
      expect(alert).toHaveTextContent(failed);
      expect(alert).toHaveTextContent('You do not have the right to do this.');
      expect(
        screen.queryByRole('button', { name: 'Try again' }),
      ).not.toBeInTheDocument();
      expect(busy()).toBeNull();
    },
  );

  it.each([
    ['?scope=shared', 'Nobody has shared a workspace with you'],
    [`/${ID}`, 'Nothing: no automatic act is due.'],
    [`/${ID}/access`, 'Nobody else has access.'],
    ['/templates/payments', 'No workspace was made from it.'],
    ['/templates/payments/history', 'Nothing is published yet.'],
    ['/admin/audit', 'Nothing of this kind is in the audit.'],
  ])('%s says that nothing is there: %s', async (at, text) => {
    api.workspaces = [aWorkspace({ allowed: ['open', 'share'] })];
    api.templates = [aTemplate({ workspaces: 0, usage: [] })];
    api.revisions = {};
    api.audit = [];
    visit(at);
    expect(await screen.findByText(text)).toBeVisible();
    expect(busy()).toBeNull();
  });

  it.each([
    ['card', <TemplateEntityCard key="card" />],
    ['page', <TemplateEntityContent key="content" />],
  ])("a template's %s in the catalog has the same states", async (_, part) => {
    const entity = parse(TEMPLATE_YAML);
    const render = () =>
      renderPage(<EntityProvider entity={entity}>{part}</EntityProvider>, api);
    api.fail('getTemplate', DENIED);
    const denied = render();
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('This template cannot be shown');
    expect(alert).toHaveTextContent('You do not have the right to do this.');
    denied.unmount();

    api.fail('getTemplate', UNREACHABLE);
    render();
    const again = await screen.findByRole('button', { name: 'Try again' });
    api.fail('getTemplate', undefined);
    const release = api.hold('getTemplate');
    await user.click(again);
    release();
    expect(await screen.findByRole('link')).toHaveAttribute(
      'href',
      '/workspaces/templates/payments',
    );
  });
});
