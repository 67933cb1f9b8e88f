import { parseContextUrl } from './parseContextUrl';
import type { ContextUrl, KnownHost } from './types';

const HOSTS: KnownHost[] = [
  { host: 'github.com', type: 'github', protocol: 'https' },
  { host: 'gitlab.com', type: 'gitlab', protocol: 'https' },
  {
    host: 'acme.org',
    type: 'gitlab',
    protocol: 'https',
    basePath: '/gitlab',
  },
  { host: 'bitbucket.org', type: 'bitbucketCloud', protocol: 'https' },
  { host: 'bitbucket.acme.org', type: 'bitbucketServer', protocol: 'https' },
  { host: 'dev.azure.com', type: 'azure', protocol: 'https' },
  { host: 'gerrit.acme.org', type: 'gerrit', protocol: 'https' },
  { host: 'gitea.acme.org:3333', type: 'gitea', protocol: 'http' },
  { host: 'localhost:3002', type: 'plain', protocol: 'http' },
  { host: 'localhost:3003', type: 'plain', protocol: 'http' },
  { host: 'xn--bcher-kva.example', type: 'plain', protocol: 'https' },
];
const SHA = '3f2c1ab94d0c2f7c35f1b6f7f5f4a1d2c3b4a596';

const GITHUB = 'https://github.com/acme/shop.git';
const GITLAB = 'https://gitlab.com/acme/web/shop.git';
const CLOUD = 'https://bitbucket.org/acme/shop.git';
const SERVER = 'https://bitbucket.acme.org/scm/PAY/shop.git';
const AZURE = 'https://dev.azure.com/acme/pay/_git/shop';
const GERRIT = 'https://gerrit.acme.org/platform/tools';
const GITEA = 'http://gitea.acme.org:3333/acme/shop.git';
const PLAIN = 'http://localhost:3002/acme/shop';

type Row = [
  url: string,
  repositoryUrl: string,
  shown: Omit<ContextUrl, 'url' | 'hostType' | 'repositoryUrl' | 'name'>,
];

const branch = (name: string) =>
  ({ subject: 'branch', ref: { type: 'branch', name } } as const);
const tag = (name: string) =>
  ({ subject: 'tag', ref: { type: 'tag', name } } as const);
const commit = (name: string) =>
  ({ subject: 'commit', ref: { type: 'commit', name } } as const);
const change = (id: string) => ({ subject: 'change', change: { id } } as const);
const inRepository = { subject: 'repository' } as const;

const GITHUB_ROWS: Row[] = [
  ['https://github.com/acme/shop', GITHUB, inRepository],
  ['https://github.com/acme/shop/', GITHUB, inRepository],
  ['https://github.com/acme/shop.git', GITHUB, inRepository],
  [' HTTPS://GITHUB.COM:443/acme/shop\n', GITHUB, inRepository],
  ['https://octocat@github.com/acme/shop.git', GITHUB, inRepository],
  [
    'https://github.com/acme/shop?tab=readme-ov-file#usage',
    GITHUB,
    inRepository,
  ],
  ['https://github.com/acme/shop/issues/5', GITHUB, inRepository],
  ['https://github.com/acme/shop/pulls', GITHUB, inRepository],
  ['https://github.com/acme/shop/commits', GITHUB, inRepository],
  [
    'https://github.com/acme/shop/tree/main',
    GITHUB,
    { subject: 'branch', refPath: 'main' },
  ],
  [
    'https://github.com/acme/shop/tree/feature/login/src/',
    GITHUB,
    { subject: 'folder', refPath: 'feature/login/src' },
  ],
  [
    'https://github.com/acme/shop/tree/feature%2Flogin',
    GITHUB,
    { subject: 'branch', refPath: 'feature/login' },
  ],
  [
    'https://github.com/acme/shop/tree/refs/tags/v1.0',
    GITHUB,
    { subject: 'tag', refPath: 'v1.0', refType: 'tag' },
  ],
  [
    `https://github.com/acme/shop/tree/${SHA}/src`,
    GITHUB,
    { ...commit(SHA), subject: 'folder', path: 'src' },
  ],
  [
    'https://github.com/acme/shop/blob/main/src/index.ts#L10-L20',
    GITHUB,
    { subject: 'file', refPath: 'main/src/index.ts', line: 10 },
  ],
  [
    'https://github.com/acme/shop/blob/main/app/%5Bid%5D%20x.tsx',
    GITHUB,
    { subject: 'file', refPath: 'main/app/[id] x.tsx' },
  ],
  [
    `https://github.com/acme/shop/blame/${SHA}/README.md#L3`,
    GITHUB,
    { ...commit(SHA), subject: 'file', path: 'README.md', line: 3 },
  ],
  [
    'https://github.com/acme/shop/raw/refs/heads/main/a/b.txt',
    GITHUB,
    { subject: 'file', refPath: 'main/a/b.txt', refType: 'branch' },
  ],
  [
    'https://raw.githubusercontent.com/acme/shop/main/README.md',
    GITHUB,
    { subject: 'file', refPath: 'main/README.md' },
  ],
  [
    'https://github.com/acme/shop/edit/main/docs/index.md',
    GITHUB,
    { subject: 'file', refPath: 'main/docs/index.md' },
  ],
  [
    'https://github.com/acme/shop/commits/main/src',
    GITHUB,
    { subject: 'folder', refPath: 'main/src' },
  ],
  [`https://github.com/acme/shop/commit/${SHA}`, GITHUB, commit(SHA)],
  [
    'https://github.com/acme/shop/commit/3F2C1AB.patch',
    GITHUB,
    commit('3f2c1ab'),
  ],
  ['https://github.com/acme/shop/pull/12', GITHUB, change('12')],
  [
    'https://github.com/acme/shop/pull/12/files#diff-abcR10',
    GITHUB,
    change('12'),
  ],
  [`https://github.com/acme/shop/pull/12/commits/${SHA}`, GITHUB, change('12')],
  ['https://github.com/acme/shop/releases/tag/v1.0', GITHUB, tag('v1.0')],
  ['https://github.com/acme/shop/releases/tag/web/v1', GITHUB, tag('web/v1')],
  [
    'https://github.com/acme/shop/releases/download/v1.0/shop.tgz',
    GITHUB,
    tag('v1.0'),
  ],
  [
    'https://github.com/acme/shop/compare/main...feature/login',
    GITHUB,
    { subject: 'branch', refPath: 'feature/login', whole: true },
  ],
  [
    'https://github.com/acme/shop/actions/workflows/ci.yml?query=branch%3Afeature%2Flogin',
    GITHUB,
    branch('feature/login'),
  ],
  ['git@github.com:acme/shop.git', GITHUB, inRepository],
  ['ssh://git@github.com/acme/shop.git', GITHUB, inRepository],
  ['ssh://git@ssh.github.com:443/acme/shop.git', GITHUB, inRepository],
];

const GITLAB_ROWS: Row[] = [
  ['https://gitlab.com/acme/web/shop', GITLAB, inRepository],
  ['https://gitlab.com/acme/web/shop/-/issues/3', GITLAB, inRepository],
  [
    'https://gitlab.com/acme/web/shop/-/tree/feature/login?ref_type=heads',
    GITLAB,
    { subject: 'folder', refPath: 'feature/login', refType: 'branch' },
  ],
  [
    'https://gitlab.com/acme/web/shop/tree/main/src',
    GITLAB,
    { subject: 'folder', refPath: 'main/src' },
  ],
  [
    'https://gitlab.com/acme/web/shop/-/blob/main/src/a.go#L7',
    GITLAB,
    { subject: 'file', refPath: 'main/src/a.go', line: 7 },
  ],
  [
    'https://gitlab.com/acme/web/shop/-/raw/main/a.go?inline=false',
    GITLAB,
    { subject: 'file', refPath: 'main/a.go' },
  ],
  [`https://gitlab.com/acme/web/shop/-/commit/${SHA}`, GITLAB, commit(SHA)],
  [
    'https://gitlab.com/acme/web/shop/-/merge_requests/7/diffs',
    GITLAB,
    change('7'),
  ],
  ['https://gitlab.com/acme/web/shop/merge_requests/7', GITLAB, change('7')],
  ['https://gitlab.com/acme/web/shop/-/tags/v2', GITLAB, tag('v2')],
  ['https://gitlab.com/acme/web/shop/-/releases/v2', GITLAB, tag('v2')],
  [
    'https://gitlab.com/acme/web/shop/-/compare/main...feature%2Flogin',
    GITLAB,
    { subject: 'branch', refPath: 'feature/login', whole: true },
  ],
  [
    'https://gitlab.com/acme/web/shop/-/pipelines?ref=fix/x',
    GITLAB,
    branch('fix/x'),
  ],
  [
    'https://gitlab.com/acme/web/shop/-/pipelines/main/latest',
    GITLAB,
    branch('main'),
  ],
  [
    'https://acme.org/gitlab/pay/shop/-/tree/main',
    'https://acme.org/gitlab/pay/shop.git',
    { subject: 'branch', refPath: 'main' },
  ],
  ['git@gitlab.com:acme/web/shop.git', GITLAB, inRepository],
  [
    'git@acme.org:pay/shop.git',
    'https://acme.org/gitlab/pay/shop.git',
    inRepository,
  ],
];

const BITBUCKET_ROWS: Row[] = [
  [
    'https://bitbucket.org/acme/shop/src/main/',
    CLOUD,
    { subject: 'branch', refPath: 'main' },
  ],
  [
    'https://bitbucket.org/acme/shop/src/main/src/a.py#lines-12:14',
    CLOUD,
    { subject: 'file', refPath: 'main/src/a.py', line: 12 },
  ],
  [
    `https://bitbucket.org/acme/shop/src/${SHA}/src/?at=feature%2Flogin`,
    CLOUD,
    { ...branch('feature/login'), subject: 'folder', path: 'src' },
  ],
  [
    'https://bitbucket.org/acme/shop/branch/feature/login',
    CLOUD,
    branch('feature/login'),
  ],
  [
    'https://bitbucket.org/acme/shop/commits/branch/main',
    CLOUD,
    branch('main'),
  ],
  ['https://bitbucket.org/acme/shop/commits/tag/v1', CLOUD, tag('v1')],
  [`https://bitbucket.org/acme/shop/commits/${SHA}`, CLOUD, commit(SHA)],
  ['https://bitbucket.org/acme/shop/pull-requests/4/diff', CLOUD, change('4')],
  ['https://me@bitbucket.org/acme/shop.git', CLOUD, inRepository],
  ['git@bitbucket.org:acme/shop.git', CLOUD, inRepository],
  [
    'https://bitbucket.acme.org/projects/PAY/repos/shop/browse',
    SERVER,
    inRepository,
  ],
  [
    'https://bitbucket.acme.org/projects/PAY/repos/shop/browse/src/a.ts?at=refs%2Fheads%2Ffix%2Fx#10',
    SERVER,
    { ...branch('fix/x'), subject: 'file', path: 'src/a.ts', line: 10 },
  ],
  [
    'https://bitbucket.acme.org/projects/PAY/repos/shop/browse/docs',
    SERVER,
    { subject: 'folder', path: 'docs' },
  ],
  [
    'https://bitbucket.acme.org/projects/PAY/repos/shop/browse?at=refs/tags/v1',
    SERVER,
    tag('v1'),
  ],
  [
    `https://bitbucket.acme.org/projects/PAY/repos/shop/raw/a.ts?at=${SHA}`,
    SERVER,
    { ...commit(SHA), subject: 'file', path: 'a.ts' },
  ],
  [
    'https://bitbucket.acme.org/projects/PAY/repos/shop/commits?until=main',
    SERVER,
    { subject: 'branch', refPath: 'main', whole: true },
  ],
  [
    'https://bitbucket.acme.org/projects/PAY/repos/shop/pull-requests/9/overview',
    SERVER,
    change('9'),
  ],
  [
    'https://bitbucket.acme.org/users/ana/repos/notes/browse',
    'https://bitbucket.acme.org/scm/~ana/notes.git',
    inRepository,
  ],
  ['https://bitbucket.acme.org/scm/PAY/shop.git', SERVER, inRepository],
  ['ssh://git@bitbucket.acme.org:7999/PAY/shop.git', SERVER, inRepository],
];

const AZURE_ROWS: Row[] = [
  [AZURE, AZURE, inRepository],
  ['https://acme@dev.azure.com/acme/pay/_git/shop', AZURE, inRepository],
  [`${AZURE}?version=GBfeature%2Flogin`, AZURE, branch('feature/login')],
  [`${AZURE}?version=GTv1`, AZURE, tag('v1')],
  [`${AZURE}?version=GC${SHA}`, AZURE, commit(SHA)],
  [
    `${AZURE}?path=/src/a.cs&version=GBmain&line=12&lineEnd=13&_a=contents`,
    AZURE,
    { ...branch('main'), subject: 'file', path: 'src/a.cs', line: 12 },
  ],
  [`${AZURE}?path=%2Fsrc`, AZURE, { subject: 'folder', path: 'src' }],
  [`${AZURE}/pullrequest/31?_a=files`, AZURE, change('31')],
  [`${AZURE}/commit/${SHA}`, AZURE, commit(SHA)],
  [`${AZURE}/commits?itemVersion=GBmain`, AZURE, branch('main')],
  [
    `${AZURE}/branchCompare?baseVersion=GBmain&targetVersion=GBfix`,
    AZURE,
    branch('fix'),
  ],
  [
    'https://dev.azure.com/acme/_git/My%20Shop',
    'https://dev.azure.com/acme/_git/My%20Shop',
    inRepository,
  ],
  ['https://acme.visualstudio.com/pay/_git/shop', AZURE, inRepository],
  [
    'https://acme.visualstudio.com/DefaultCollection/pay/_git/shop?version=GBmain',
    AZURE,
    branch('main'),
  ],
  ['git@ssh.dev.azure.com:v3/acme/pay/shop', AZURE, inRepository],
  ['acme@vs-ssh.visualstudio.com:v3/acme/pay/shop', AZURE, inRepository],
];

const OTHER_ROWS: Row[] = [
  ['https://gerrit.acme.org/platform/tools', GERRIT, inRepository],
  ['https://gerrit.acme.org/a/platform/tools.git', GERRIT, inRepository],
  [
    'https://gerrit.acme.org/admin/repos/platform/tools,branches',
    GERRIT,
    inRepository,
  ],
  ['https://gerrit.acme.org/c/platform/tools/+/123', GERRIT, change('123')],
  [
    'https://gerrit.acme.org/c/platform/tools/+/123/4/src/a.c#10',
    GERRIT,
    change('123'),
  ],
  [
    'https://gerrit.acme.org/plugins/gitiles/platform/tools/+/refs/heads/main/src/a.c#7',
    GERRIT,
    { subject: 'file', refPath: 'main/src/a.c', refType: 'branch', line: 7 },
  ],
  [
    `https://gerrit.acme.org/plugins/gitiles/platform/tools/+/${SHA}/src`,
    GERRIT,
    { ...commit(SHA), subject: 'folder', path: 'src' },
  ],
  [
    'https://gerrit.acme.org/platform/tools/+log/refs/tags/v1',
    GERRIT,
    { subject: 'tag', refPath: 'v1', refType: 'tag' },
  ],
  ['ssh://ana@gerrit.acme.org:29418/platform/tools', GERRIT, inRepository],
  [
    'http://gitea.acme.org:3333/acme/shop/src/branch/feature/login/src',
    GITEA,
    { subject: 'folder', refPath: 'feature/login/src', refType: 'branch' },
  ],
  [
    'http://gitea.acme.org:3333/acme/shop/src/tag/v1',
    GITEA,
    { subject: 'tag', refPath: 'v1', refType: 'tag' },
  ],
  [
    `http://gitea.acme.org:3333/acme/shop/src/commit/${SHA}/a.go#L3`,
    GITEA,
    { ...commit(SHA), subject: 'file', path: 'a.go', line: 3 },
  ],
  [
    'http://gitea.acme.org:3333/acme/shop/raw/branch/main/a.go',
    GITEA,
    { subject: 'file', refPath: 'main/a.go', refType: 'branch' },
  ],
  ['http://gitea.acme.org:3333/acme/shop/pulls/1/files', GITEA, change('1')],
  ['http://gitea.acme.org:3333/acme/shop/pulls', GITEA, inRepository],
  ['http://gitea.acme.org:3333/acme/shop/releases/tag/v1', GITEA, tag('v1')],
  [`http://gitea.acme.org:3333/acme/shop/commit/${SHA}`, GITEA, commit(SHA)],
  ['ssh://git@gitea.acme.org:2222/acme/shop.git', GITEA, inRepository],
  [PLAIN, PLAIN, inRepository],
  [`${PLAIN}.git`, `${PLAIN}.git`, inRepository],
  [
    `${PLAIN}?ref=feature/login&path=src/a.ts`,
    PLAIN,
    {
      subject: 'file',
      refPath: 'feature/login',
      whole: true,
      path: 'src/a.ts',
    },
  ],
  [
    `${PLAIN}/raw/main/catalog-info.yaml`,
    PLAIN,
    { subject: 'file', refPath: 'main/catalog-info.yaml' },
  ],
  [
    `${PLAIN}.git/tree/main/`,
    `${PLAIN}.git`,
    { subject: 'branch', refPath: 'main' },
  ],
  [
    'https://bücher.example/acme/shop',
    'https://xn--bcher-kva.example/acme/shop',
    inRepository,
  ],
];

const ESCAPED_TAB = '%09';
const REFUSED: Array<[url: string, reason: string]> = [
  ['', 'NotAUrl'],
  ['acme/shop', 'NotAUrl'],
  ['/acme/shop', 'NotAUrl'],
  ['github.com/acme/shop', 'NotAUrl'],
  ['--upload-pack=id', 'NotAUrl'],
  ['https:github.com/acme/shop', 'NotAUrl'],
  ['https:///github.com/acme/shop', 'NotAUrl'],
  [['java', 'script:alert(1)'].join(''), 'NotAUrl'],
  [['java', 'script://github.com/acme/shop'].join(''), 'OtherScheme'],
  ['data:text/html,<b>x</b>', 'NotAUrl'],
  ['file:///etc/passwd', 'NotAUrl'],
  ['file://github.com/acme/shop', 'OtherScheme'],
  ['ext::sh', 'NotAUrl'],
  ['ext::sh -c id', 'StrangeCharacters'],
  ['git://github.com/acme/shop.git', 'OtherScheme'],
  ['ftp://github.com/acme/shop.git', 'OtherScheme'],
  ['https://evil.example/acme/shop', 'UnknownHost'],
  ['git@evil.example:acme/shop.git', 'UnknownHost'],
  ['https://github.com@evil.example/acme/shop', 'UnknownHost'],
  ['https://github.com:x@evil.example/acme/shop', 'Credentials'],
  ['https://github.com.evil.example/acme/shop', 'UnknownHost'],
  ['https://github.com./acme/shop', 'UnknownHost'],
  ['https://evil.example#@github.com/acme/shop', 'UnknownHost'],
  ['https://evil.example?@github.com/acme/shop', 'UnknownHost'],
  ['https://evil.example\\@github.com/acme/shop', 'StrangeCharacters'],
  ['https://g\u0456thub.com/acme/shop', 'UnknownHost'], // Cyrillic i
  [
    'https://\uff47\uff49\uff54\uff48\uff55\uff42.com/acme/shop',
    'DisguisedHost',
  ], // full width
  ['https://github\u3002com/acme/shop', 'DisguisedHost'], // ideographic full stop
  ['https://git\u200bhub.com/acme/shop', 'StrangeCharacters'],
  ['https://github.com/acme/shop\u202Egnp', 'StrangeCharacters'],
  ['https://github%2ecom/acme/shop', 'DisguisedHost'],
  ['http://127.1:3002/acme/shop', 'DisguisedHost'],
  ['https://github.com:8443/acme/shop', 'UnknownHost'],
  ['http://localhost:3004/acme/shop', 'UnknownHost'],
  ['http://localhost/acme/shop', 'UnknownHost'],
  ['git@localhost:acme/shop.git', 'SeveralHosts'],
  ['http://github.com/acme/shop', 'OtherProtocol'],
  ['https://localhost:3002/acme/shop', 'OtherProtocol'],
  ['http://raw.githubusercontent.com/acme/shop/main/x', 'UnknownHost'],
  ['https://ana:secret@github.com/acme/shop', 'Credentials'],
  ['ssh://ana:secret@github.com/acme/shop', 'Credentials'],
  ['https://github.com/acme/../evil/shop', 'BadPath'],
  ['https://github.com/acme/%2e%2E/evil/shop', 'BadPath'],
  ['https://github.com/acme/.%2e/shop', 'BadPath'],
  ['https://github.com/acme/shop/tree/main/../../x', 'BadPath'],
  ['https://github.com/acme/shop/tree/main%2F..%2F..%2Fx', 'BadPath'],
  ['https://github.com/acme%2Fshop/x', 'BadPath'],
  ['https://github.com/acme/shop%2F..%2Fx', 'BadPath'],
  ['https://github.com/acme/shop%252Fx', 'BadPath'],
  ['https://github.com/acme/shop%5Cx', 'BadPath'],
  ['https://github.com/acme\\shop', 'StrangeCharacters'],
  [`https://github.com/acme/shop${ESCAPED_TAB}`, 'BadPath'],
  ['https://github.com/acme/shop%00', 'BadPath'],
  ['https://github.com/acme/shop%', 'BadPath'],
  ['https://github.com/acme/shop;id', 'BadPath'],
  ['https://github.com/acme/$(id)', 'BadPath'],
  ['https://github.com//acme/shop', 'BadPath'],
  ['https://github.com/acme/sh\top', 'StrangeCharacters'],
  ['https://github.com/acme/sh op', 'StrangeCharacters'],
  [`https://github.com/acme/shop/tree/${'x'.repeat(2000)}`, 'TooLong'],
  [`${AZURE}?path=/../../etc/passwd`, 'BadPath'],
  [`${AZURE}?version=GB..%2Fx`, 'BadRef'],
  [`${AZURE}?version=GB--upload-pack=id`, 'BadRef'],
  [`${PLAIN}?ref=main&path=a%5C..%5Cb`, 'BadPath'],
  [`${PLAIN}?ref=main%0Aid`, 'BadRef'],
  ['https://gitlab.com/acme/web/shop/-/pipelines?ref=a~1', 'BadRef'],
  ['https://github.com/', 'UnknownPage'],
  ['https://github.com/acme', 'UnknownPage'],
  ['https://github.com/orgs/acme', 'UnknownPage'],
  ['https://github.com/acme/shop/nonsense', 'UnknownPage'],
  ['https://github.com/acme/shop/constructor', 'UnknownPage'],
  ['https://github.com/acme/shop/pull/abc', 'UnknownPage'],
  ['https://github.com/acme/shop/commit/nonsense', 'UnknownPage'],
  ['https://acme.org/other/pay/shop', 'UnknownPage'],
  ['https://gerrit.acme.org/c/123', 'UnknownPage'],
  ['https://gerrit.acme.org/q/project:x', 'UnknownPage'],
  ['https://dev.azure.com/acme/pay', 'UnknownPage'],
  ['https://bitbucket.acme.org/projects/PAY', 'UnknownPage'],
  ['https://github.com/acme/shop/actions/runs/123', 'NoRef'],
  ['https://github.com/acme/shop/actions', 'NoRef'],
  ['https://gitlab.com/acme/web/shop/-/pipelines/99', 'NoRef'],
  ['https://gitlab.com/acme/web/shop/-/jobs/99', 'NoRef'],
  ['https://bitbucket.org/acme/shop/pipelines/results/1', 'NoRef'],
  ['http://gitea.acme.org:3333/acme/shop/actions/runs/1', 'NoRef'],
  ['https://gerrit.acme.org/platform/tools/+/refs/changes/23/123/4', 'NoRef'],
  ['https://github.com/acme/shop/compare/main...eve:shop:x', 'Fork'],
];

describe('parseContextUrl', () => {
  it.each([
    ...GITHUB_ROWS,
    ...GITLAB_ROWS,
    ...BITBUCKET_ROWS,
    ...AZURE_ROWS,
    ...OTHER_ROWS,
  ])('%s', (url, repositoryUrl, shown) => {
    const { url: normalised, hostType, name, ...parsed } = understood(url);
    expect(parsed).toEqual({ repositoryUrl, ...shown });
    expect(URL.canParse(normalised)).toBe(true);
    expect(new URL(normalised).username).toBe('');
    expect(HOSTS.map(({ type }) => type)).toContain(hostType);
    expect(decodeURIComponent(repositoryUrl)).toContain(name);
  });

  it.each(REFUSED)('refuses %j: %s', (url, reason) => {
    const result = parseContextUrl(url, HOSTS);
    expect(result).toEqual({
      problem: {
        reason,
        message: expect.stringMatching(/^\S.{20,}[^.]$/),
        cure: expect.stringMatching(/^\S.{10,}[^.]$/),
      },
    });
    expect(JSON.stringify(result)).not.toContain('secret');
  });

  it('means by the URL of a repository what it was made from', () => {
    for (const [, repositoryUrl] of [
      ...GITHUB_ROWS,
      ...GITLAB_ROWS,
      ...BITBUCKET_ROWS,
      ...AZURE_ROWS,
      ...OTHER_ROWS,
    ]) {
      expect(understood(repositoryUrl).repositoryUrl).toBe(repositoryUrl);
    }
  });

  it('knows no alias of a host that is not known itself', () => {
    for (const url of [
      'https://raw.githubusercontent.com/acme/shop/main/x',
      'https://acme.visualstudio.com/pay/_git/shop',
      'git@ssh.dev.azure.com:v3/acme/pay/shop',
    ]) {
      const plainOnly = HOSTS.filter(({ type }) => type === 'plain');
      expect(parseContextUrl(url, plainOnly)).toMatchObject({
        problem: { reason: 'UnknownHost' },
      });
    }
  });
});

function understood(url: string): ContextUrl {
  const result = parseContextUrl(url, HOSTS);
  if ('problem' in result) {
    throw new Error(`${url}: ${result.problem.reason}`);
  }
  return result;
}
