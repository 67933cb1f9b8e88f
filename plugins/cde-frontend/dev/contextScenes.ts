import { InputError, NotAllowedError } from '@backstage/errors';
import { aChange, aContext } from '../src/__testUtils__';
import type { FakeCdeApi } from '../src/__testUtils__';

const HOUR = 3_600_000;
const ago = (hours: number) =>
  new Date(Date.now() - hours * HOUR).toISOString();
const COMPONENT = 'component:default/payments-api';
const REPOSITORY = 'https://github.com/acme/payments-api';
const commit = '9b1d0aa94d0c2f7c35f1b6f7f5f4a1d2c3b4a596';

const NAMES = [
  'fix/timeouts',
  'feature/instalments-for-customers-of-the-northern-region',
  'renovate/node-24.x',
  'ben/ledger-rounding',
  'docs/adr-12',
  'spike/event-sourcing',
  'release/2026.11',
  'release/2026.10',
  'cleo/flaky-tests',
  'old/prototype',
];

/** Addresses of git hosts (`/cde/open?url=…`), and branches and pull requests of payments-api. */
export function inContext(api: FakeCdeApi): FakeCdeApi {
  api.branches = {
    defaultBranch: 'main',
    branches: ['main', ...NAMES].map((name, index) => ({
      name,
      commit,
      author: ['Ana', 'Ben', 'Cleo'][index % 3],
      updatedAt: ago(index * 17 + 1),
    })),
  };
  api.changes[COMPONENT] = {
    supported: true,
    items: [
      aChange({ updatedAt: ago(2) }),
      aChange({
        id: '41',
        title: 'Round instalments half to even, and say so on the receipt',
        sourceBranch: NAMES[1],
        author: 'ben',
        draft: true,
        updatedAt: ago(20),
      }),
      aChange({
        id: '39',
        title: 'Typo',
        sourceBranch: 'patch-1',
        author: 'somebody-else',
        fork: true,
        commit: undefined,
        updatedAt: ago(70),
      }),
    ],
  };
  api.changes['component:default/ledger'] = {
    supported: true,
    items: [],
    problem: {
      reason: 'HostRefused',
      message: 'github.com answers 403: its limit of requests is used up.',
      cure: 'Try again in a while, or give the integration a token.',
    },
  };
  const [main] = api.workspaces;
  const ref = { type: 'branch', name: 'main' } as const;
  const contexts = [
    // Something that is there already.
    aContext({
      url: REPOSITORY,
      subject: 'repository',
      ref,
      refName: 'main',
      workspaces: [main],
      request: { component: COMPONENT, ref },
    }),
    // A file of a pull request, several components.
    aContext({
      url: `${REPOSITORY}/pull/42`,
      subject: 'file',
      change: aChange(),
      path: 'services/payments/src/server.ts',
      line: 12,
      components: [
        { ref: COMPONENT, title: 'payments-api', path: 'services/payments' },
        {
          ref: 'component:default/web-shop',
          title: 'web-shop',
          path: 'web/shop',
        },
      ],
    }),
    // Not in the catalog.
    aContext({
      url: 'https://github.com/acme/loose',
      subject: 'repository',
      repository: { url: 'https://github.com/acme/loose.git', name: 'loose' },
      components: [],
      request: { repositoryUrl: 'https://github.com/acme/loose.git', ref },
      ref,
      refName: 'main',
    }),
  ];
  for (const context of contexts) api.contexts[context.url] = context;
  const { getContext } = api;
  api.getContext = async (url, options) => {
    if (!/^https?:/.test(url))
      throw new InputError(
        'Only addresses of web pages and git repositories are understood. Copy the address from your browser.',
      );
    if (!url.startsWith('https://github.com/'))
      throw new NotAllowedError(
        `${
          new URL(url).host
        } is not a git host of this portal. Ask the platform team to add it to its integrations.`,
      );
    return getContext.call(api, url, options);
  };
  return api;
}
