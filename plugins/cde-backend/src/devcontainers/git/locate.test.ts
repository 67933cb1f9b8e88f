import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { AllowedHosts } from './locate';

const integrations = ScmIntegrations.fromConfig(
  new ConfigReader({
    integrations: {
      gitea: [{ host: '127.0.0.1:3333', baseUrl: 'http://127.0.0.1:3333' }],
      gitlab: [
        {
          host: 'gitlab.acme.org',
          token: 't',
          apiBaseUrl: 'https://gitlab.acme.org/api/v4',
        },
      ],
      bitbucketServer: [
        {
          host: 'bitbucket.acme.org',
          apiBaseUrl: 'https://bitbucket.acme.org/rest/api/1.0',
        },
      ],
    },
  }),
);
const hosts = new AllowedHosts(integrations, [
  { host: 'localhost:3002', protocol: 'http' },
]);

describe('AllowedHosts', () => {
  it.each([
    [
      'http://localhost:3002/acme/payments-api.git',
      'http://localhost:3002/acme/payments-api.git',
      'payments-api',
      undefined,
    ],
    [
      'http://localhost:3002/acme/payments-api.git/tree/main/',
      'http://localhost:3002/acme/payments-api.git',
      'payments-api',
      'main',
    ],
    [
      'http://localhost:3002/deep/down/x',
      'http://localhost:3002/deep/down/x',
      'x',
      undefined,
    ],
    [
      'http://me:secret@localhost:3002/acme/x.git?a=b#c',
      'http://localhost:3002/acme/x.git',
      'x',
      undefined,
    ],
    [
      'https://github.com/acme/shop',
      'https://github.com/acme/shop.git',
      'shop',
      undefined,
    ],
    [
      'https://github.com/acme/shop.git',
      'https://github.com/acme/shop.git',
      'shop',
      undefined,
    ],
    [
      'https://github.com/acme/shop/tree/feature/login/src/',
      'https://github.com/acme/shop.git',
      'shop',
      'feature/login/src',
    ],
    [
      'https://github.com/acme/shop/blob/main/catalog-info.yaml',
      'https://github.com/acme/shop.git',
      'shop',
      'main/catalog-info.yaml',
    ],
    [
      'https://gitlab.acme.org/a/b/c/-/tree/main/x',
      'https://gitlab.acme.org/a/b/c.git',
      'c',
      'main/x',
    ],
    [
      'http://127.0.0.1:3333/acme/shop/src/branch/main/',
      'http://127.0.0.1:3333/acme/shop.git',
      'shop',
      'main',
    ],
    [
      'https://bitbucket.org/ws/shop/src/main/',
      'https://bitbucket.org/ws/shop.git',
      'shop',
      'main',
    ],
    [
      'https://bitbucket.acme.org/projects/P/repos/shop/browse?at=refs%2Fheads%2Fmain',
      'https://bitbucket.acme.org/scm/P/shop.git',
      'shop',
      'main',
    ],
    [
      'https://bitbucket.acme.org/scm/p/shop.git',
      'https://bitbucket.acme.org/scm/p/shop.git',
      'shop',
      undefined,
    ],
    [
      'https://dev.azure.com/org/project/_git/shop?version=GBmain',
      'https://dev.azure.com/org/project/_git/shop',
      'shop',
      'main',
    ],
  ])('%s', (text, url, name, refPath) => {
    expect(hosts.locate(text)).toEqual({
      url,
      name,
      ...(refPath && { refPath }),
    });
  });

  it.each([
    [
      'http://localhost:3002/acme/x.git/raw/main/services/pay/catalog-info.yaml',
      { refPath: 'main/services/pay/catalog-info.yaml' },
    ],
    [
      'http://localhost:3002/acme/x.git?ref=fix%2Fit&path=services/pay',
      { refPath: 'fix/it', path: 'services/pay' },
    ],
  ])('reads pages of plain hosts: %s', (text, parts) => {
    expect(hosts.locate(text)).toEqual({
      url: 'http://localhost:3002/acme/x.git',
      name: 'x',
      ...parts,
    });
  });

  it.each([
    'https://localhost:3002/acme/x.git', // the host is configured with the other protocol
    'http://localhost:3003/acme/x.git',
    'http://localhost/acme/x.git',
    'http://localhost:3002.evil.example/acme/x.git',
    'http://localhost:3002@evil.example/acme/x.git',
    'http://localhost:3002/',
    'http://localhost:3002/acme%2f..%2fx.git',
    'http://localhost:3002/acme/x%00.git',
    'http://localhost:3002/acme/x;id.git',
    'http://github.com/acme/shop',
    'https://github.com/acme',
    'https://evil.example/acme/shop',
    'https://amazonaws.com/bucket/x',
    'ssh://git@github.com/acme/shop.git',
    'git@github.com:acme/shop.git',
    'https://github.com/acme/shop/pull/1',
    'http://127.0.0.1:3333/acme/shop/actions/runs/1',
    'https://127.0.0.1:3333/acme/shop', // its base URL says http
    'file:///etc/passwd',
    'ext::sh -c id',
    'EXT::sh -c id',
    '--upload-pack=id',
    ['java', 'script:alert(1)'].join(''),
    '/acme/shop',
    '',
  ])('refuses %j', text => {
    expect(hosts.locate(text)).toBeUndefined();
  });

  it('reads the pages of a host as its integration knows them, also where it is configured beside', () => {
    const both = new AllowedHosts(integrations, [
      {
        host: '127.0.0.1:3333',
        protocol: 'http',
        clusterUrl: 'http://forge.example:3333',
      },
    ]);
    const page = 'http://127.0.0.1:3333/acme/shop/src/branch/main/docs';
    expect(both.locate(page)).toEqual({
      url: 'http://127.0.0.1:3333/acme/shop.git',
      name: 'shop',
      refPath: 'main/docs',
    });
    expect(both.of('http://127.0.0.1:3333/acme/shop.git')?.type).toBe('gitea');
    expect(both.plainHost(page)?.clusterUrl).toBe('http://forge.example:3333');
  });

  it('names the hosts', () => {
    expect(hosts.names()).toEqual(
      expect.arrayContaining([
        'localhost:3002',
        '127.0.0.1:3333',
        'github.com',
        'gitlab.acme.org',
      ]),
    );
    expect(hosts.names().join()).not.toContain('amazonaws');
  });
});
