import { registerMswTestHooks } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import type { ChangeRequest } from '@backstage-cde/plugin-cde-common';
import type { ChangeHost } from '@backstage-cde/plugin-cde-node';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { AllowedHosts } from '../../devcontainers';
import { createChangeHosts } from '../createChangeHosts';

const SHA = '3f2c1ab94d0c2f7c35f1b6f7f5f4a1d2c3b4a596';
const integrations = ScmIntegrations.fromConfig(
  new ConfigReader({
    integrations: {
      github: [{ host: 'github.com', token: 'canary' }],
      gitlab: [
        {
          host: 'acme.org',
          token: 'canary',
          baseUrl: 'https://acme.org/gitlab',
          apiBaseUrl: 'https://acme.org/gitlab/api/v4',
        },
      ],
      gitea: [
        { host: 'gitea.acme.org', username: 'portal', password: 'canary' },
      ],
      bitbucketCloud: [{ username: 'portal', appPassword: 'canary' }],
      bitbucketServer: [
        {
          host: 'bitbucket.acme.org',
          token: 'canary',
          apiBaseUrl: 'https://bitbucket.acme.org/rest/api/1.0',
        },
      ],
      azure: [
        {
          host: 'dev.azure.com',
          credentials: [{ personalAccessToken: 'canary' }],
        },
      ],
      gerrit: [
        {
          host: 'gerrit.acme.org',
          gitilesBaseUrl: 'https://gerrit.acme.org/plugins/gitiles',
          username: 'portal',
          password: 'canary',
        },
      ],
    },
  }),
);
const hosts = createChangeHosts(
  new AllowedHosts(integrations, [
    { host: 'plain.acme.org', protocol: 'https' },
  ]),
  integrations,
);

/** What every vendor is asked for: a change of a branch, and one of a fork that is a draft. */
const EXPECTED: ChangeRequest[] = [
  {
    id: '12',
    title: 'Give up on slow banks',
    url: 'https://elsewhere.example/12',
    author: 'Ana',
    sourceBranch: 'fix/timeouts',
    targetBranch: 'main',
    commit: SHA,
    fork: false,
    draft: false,
    updatedAt: '2026-11-02T09:30:00.000Z',
  },
  {
    id: '13',
    title: '#13',
    url: 'https://elsewhere.example/13',
    sourceBranch: 'patch-1',
    targetBranch: 'main',
    commit: SHA,
    fork: true,
    draft: true,
  },
];

interface Vendor {
  repositoryUrl: string;
  /** Without the query. */
  list: string;
  get: string;
  authorization: string;
  items: object[];
  /** An answer to a list, from its items. */
  page: (items: object[], isLast: boolean) => unknown;
  pageSize: number;
  expected?: Array<Partial<ChangeRequest>>;
}

const basic = `Basic ${Buffer.from('portal:canary').toString('base64')}`;
const head = (fork: boolean) => ({
  ref: fork ? 'patch-1' : 'fix/timeouts',
  sha: SHA,
  repo: fork ? null : { full_name: 'acme/shop' },
});
const base = { ref: 'main', repo: { full_name: 'acme/shop' } };
const UPDATED = '2026-11-02T09:30:00Z';
const [FIRST, SECOND] = EXPECTED.map(({ url }) => url);
const TITLE = EXPECTED[0].title;

const githubItems = (name: (author: string) => object) => [
  {
    number: 12,
    title: TITLE,
    html_url: FIRST,
    user: name('Ana'),
    head: head(false),
    base,
    updated_at: UPDATED,
  },
  {
    number: 13,
    title: '',
    html_url: SECOND,
    user: null,
    head: head(true),
    base,
    draft: true,
  },
];

const VENDORS: Record<string, Vendor> = {
  github: {
    repositoryUrl: 'https://github.com/acme/shop.git',
    list: 'https://api.github.com/repos/acme/shop/pulls',
    get: 'https://api.github.com/repos/acme/shop/pulls/12',
    authorization: 'Bearer canary',
    items: githubItems(login => ({ login })),
    page: items => items,
    pageSize: 100,
  },
  gitea: {
    repositoryUrl: 'https://gitea.acme.org/acme/shop.git',
    list: 'https://gitea.acme.org/api/v1/repos/acme/shop/pulls',
    get: 'https://gitea.acme.org/api/v1/repos/acme/shop/pulls/12',
    authorization: basic,
    items: githubItems(name => ({ login: 'ana', full_name: name })),
    page: items => items,
    pageSize: 50,
  },
  gitlab: {
    repositoryUrl: 'https://acme.org/gitlab/pay/web/shop.git',
    list: 'https://acme.org/gitlab/api/v4/projects/pay%2Fweb%2Fshop/merge_requests',
    get: 'https://acme.org/gitlab/api/v4/projects/pay%2Fweb%2Fshop/merge_requests/12',
    authorization: 'Bearer canary',
    items: [
      {
        iid: 12,
        title: TITLE,
        web_url: FIRST,
        author: { name: 'Ana' },
        source_branch: 'fix/timeouts',
        target_branch: 'main',
        sha: SHA,
        source_project_id: 1,
        target_project_id: 1,
        updated_at: UPDATED,
      },
      {
        iid: 13,
        title: '',
        web_url: SECOND,
        source_branch: 'patch-1',
        target_branch: 'main',
        sha: SHA,
        source_project_id: null,
        target_project_id: 1,
        draft: true,
      },
    ],
    page: items => items,
    pageSize: 100,
  },
  bitbucketCloud: {
    repositoryUrl: 'https://bitbucket.org/acme/shop.git',
    list: 'https://api.bitbucket.org/2.0/repositories/acme/shop/pullrequests',
    get: 'https://api.bitbucket.org/2.0/repositories/acme/shop/pullrequests/12',
    authorization: basic,
    items: [
      {
        id: 12,
        title: TITLE,
        links: { html: { href: FIRST } },
        author: { display_name: 'Ana' },
        source: {
          branch: { name: 'fix/timeouts' },
          commit: { hash: SHA.slice(0, 12) },
          repository: { full_name: 'acme/shop' },
        },
        destination: {
          branch: { name: 'main' },
          repository: { full_name: 'acme/shop' },
        },
        updated_on: UPDATED,
      },
      {
        id: 13,
        title: '',
        links: { html: { href: SECOND } },
        source: {
          branch: { name: 'patch-1' },
          commit: { hash: SHA },
          repository: null,
        },
        destination: {
          branch: { name: 'main' },
          repository: { full_name: 'acme/shop' },
        },
        draft: true,
      },
    ],
    page: (values, isLast) => ({
      values,
      ...(!isLast && { next: 'https://evil.example/next' }),
    }),
    pageSize: 50,
    // It shortens ids of commits, and such are worth nothing.
    expected: [{ commit: undefined }],
  },
  bitbucketServer: {
    repositoryUrl: 'https://bitbucket.acme.org/scm/PAY/shop.git',
    list: 'https://bitbucket.acme.org/rest/api/1.0/projects/PAY/repos/shop/pull-requests',
    get: 'https://bitbucket.acme.org/rest/api/1.0/projects/PAY/repos/shop/pull-requests/12',
    authorization: 'Bearer canary',
    items: [12, 13].map(id => ({
      id,
      title: id === 12 ? TITLE : '',
      links: { self: [{ href: id === 12 ? FIRST : SECOND }] },
      ...(id === 12
        ? {
            author: { user: { displayName: 'Ana' } },
            updatedDate: Date.parse(UPDATED),
          }
        : { draft: true }),
      fromRef: {
        displayId: id === 12 ? 'fix/timeouts' : 'patch-1',
        latestCommit: SHA,
        repository: {
          slug: 'shop',
          project: { key: id === 12 ? 'PAY' : '~EVE' },
        },
      },
      toRef: {
        displayId: 'main',
        repository: { slug: 'shop', project: { key: 'PAY' } },
      },
    })),
    page: (values, isLastPage) => ({ values, isLastPage }),
    pageSize: 100,
  },
  azure: {
    repositoryUrl: 'https://dev.azure.com/acme/pay/_git/My%20Shop',
    list: 'https://dev.azure.com/acme/pay/_apis/git/repositories/My%20Shop/pullrequests',
    get: 'https://dev.azure.com/acme/pay/_apis/git/repositories/My%20Shop/pullrequests/12',
    authorization: `Basic ${Buffer.from(':canary').toString('base64')}`,
    items: [12, 13].map(pullRequestId => ({
      pullRequestId,
      title: pullRequestId === 12 ? TITLE : '',
      sourceRefName: `refs/heads/${
        pullRequestId === 12 ? 'fix/timeouts' : 'patch-1'
      }`,
      targetRefName: 'refs/heads/main',
      lastMergeSourceCommit: { commitId: SHA },
      ...(pullRequestId === 12
        ? { createdBy: { displayName: 'Ana' }, creationDate: UPDATED }
        : { forkSource: {}, isDraft: true }),
    })),
    page: value => ({ value }),
    pageSize: 100,
    expected: [12, 13].map(id => ({
      url: `https://dev.azure.com/acme/pay/_git/My%20Shop/pullrequest/${id}`,
    })),
  },
  gerrit: {
    repositoryUrl: 'https://gerrit.acme.org/platform/tools',
    list: 'https://gerrit.acme.org/a/changes/',
    get: 'https://gerrit.acme.org/a/changes/platform%2Ftools~12',
    authorization: basic,
    items: [12, 13].map(number => ({
      _number: number,
      subject: number === 12 ? TITLE : '',
      branch: 'main',
      current_revision: SHA,
      revisions: { [SHA]: { ref: `refs/changes/12/${number}/1` } },
      ...(number === 12
        ? {
            owner: { name: 'Ana' },
            updated: '2026-11-02 09:30:00.000000000',
          }
        : { work_in_progress: true }),
    })),
    page: (items, isLast) =>
      items.map((item, index) =>
        !isLast && index === items.length - 1
          ? { ...item, _more_changes: true }
          : item,
      ),
    pageSize: 100,
    // They are on no branch, and in no fork.
    expected: [12, 13].map(id => ({
      url: `https://gerrit.acme.org/c/platform/tools/+/${id}`,
      sourceBranch: `refs/changes/12/${id}/1`,
      fork: false,
    })),
  },
};

describe.each(Object.entries(VENDORS))('%s', (name, vendor) => {
  const server = setupServer();
  registerMswTestHooks(server);
  const { repositoryUrl, list, get, page, items, pageSize } = vendor;
  const host = hosts.find(candidate => candidate.supports(repositoryUrl))!;
  const expected = EXPECTED.map((change, index) => {
    const { commit, ...rest } = { ...change, ...vendor.expected?.[index] };
    return { ...rest, ...(commit && { commit }) };
  });
  /** As its server sends it. */
  const answer = (body: unknown) =>
    name === 'gerrit'
      ? HttpResponse.text(`)]}'\n${JSON.stringify(body)}`, {
          headers: { 'content-type': 'application/json' },
        })
      : HttpResponse.json(body as object);

  it('is the only one for its repositories', () => {
    expect(host.name).toBe(name);
    expect(hosts.filter(one => one.supports(repositoryUrl))).toHaveLength(1);
  });

  it('lists what is open, with the credentials of the integration', async () => {
    const asked: Request[] = [];
    server.use(
      http.get(list, ({ request }) => {
        asked.push(request);
        return answer(asked.length === 1 ? page(items, true) : page([], true));
      }),
    );
    expect(await host.list(repositoryUrl)).toEqual({
      items: expected,
      isComplete: true,
    });
    expect(asked[0].headers.get('authorization')).toBe(vendor.authorization);
    expect(new URL(asked[0].url).search).toMatch(/open|active/i);
  });

  it('reads one', async () => {
    server.use(http.get(get, () => answer(items[0])));
    expect(await host.get(repositoryUrl, '12')).toEqual(expected[0]);
  });

  it('reads pages up to a limit', async () => {
    let pages = 0;
    const queries = new Set<string>();
    server.use(
      http.get(list, ({ request }) => {
        pages += 1;
        queries.add(new URL(request.url).search);
        return answer(page(Array(pageSize).fill(items[0]), false));
      }),
    );
    const found = await host.list(repositoryUrl);
    expect(found.isComplete).toBe(false);
    expect(found.items).toHaveLength(200);
    expect(pages).toBe(200 / pageSize);
    expect(queries.size).toBe(pages);
  });

  it.each([
    [401, {}, 'Unauthorized', /credentials for it are missing, have ended/],
    [403, {}, 'Unauthorized', /credentials/],
    [404, {}, 'NotFound', /or does not show it to the portal/],
    [
      403,
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1793613600' },
      'RateLimited',
      /after 10:00 UTC/,
    ],
    [429, { 'retry-after': '60' }, 'RateLimited', /after \d\d:\d\d UTC/],
    [500, {}, 'Unavailable', /answered with 500/],
    [302, { location: 'https://evil.example/' }, 'Unavailable', /302/],
  ])('says what %d means', async (status, headers, reason, words) => {
    server.use(
      http.get(list, () => HttpResponse.json({}, { status, headers })),
      http.get(get, () => HttpResponse.json({}, { status, headers })),
    );
    for (const refused of [
      await refusal(host.list(repositoryUrl)),
      await refusal(host.get(repositoryUrl, '12')),
    ]) {
      expect(refused.problem).toMatchObject({ reason });
      const { message, cure } = refused.problem;
      expect(`${message}. ${cure}`).toMatch(words);
      expect(JSON.stringify(refused)).not.toContain('canary');
    }
  });

  it('says when an answer is none', async () => {
    server.use(http.get(list, () => HttpResponse.error()));
    await expect(host.list(repositoryUrl)).rejects.toThrow(
      /could not be asked/,
    );
    server.use(http.get(list, () => HttpResponse.html('<h1>Sign in</h1>')));
    await expect(host.list(repositoryUrl)).rejects.toThrow(
      /page instead of data/,
    );
    server.use(http.get(get, () => answer({ number: 12 })));
    await expect(host.get(repositoryUrl, '12')).rejects.toThrow(
      /not understood/,
    );
  });

  it('takes no link for one that leads to a script', async () => {
    const script = ['java', 'script:alert(1)'].join('');
    const hostile = JSON.parse(
      JSON.stringify(items[0]).replaceAll(FIRST, script),
    );
    server.use(http.get(get, () => answer(hostile)));
    expect((await host.get(repositoryUrl, '12')).url).toMatch(/^https:/);
  });
});

it('plain hosts have no changes', () => {
  const url = 'https://plain.acme.org/acme/shop.git';
  expect(hosts.filter(host => host.supports(url))).toEqual([]);
});

async function refusal(
  asked: ReturnType<ChangeHost['list'] | ChangeHost['get']>,
): Promise<{ problem: { message: string; cure: string } }> {
  return asked.then(
    () => {
      throw new Error('It was answered');
    },
    error => error,
  );
}
