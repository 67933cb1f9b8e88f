import { mockServices } from '@backstage/backend-test-utils';
import { ScmIntegrations } from '@backstage/integration';
import { RepositoryLocator } from './locate';

const locator = new RepositoryLocator({
  integrations: ScmIntegrations.fromConfig(
    mockServices.rootConfig({
      data: {
        integrations: {
          gitlab: [
            {
              host: 'inside.example',
              baseUrl: 'https://inside.example/gitlab',
              apiBaseUrl: 'https://inside.example/gitlab/api/v4',
            },
          ],
          gitea: [{ host: 'g.example:3000', baseUrl: 'http://g.example:3000' }],
          bitbucketServer: [
            {
              host: 'bb.example',
              apiBaseUrl: 'https://bb.example/stash/rest/api/1.0',
            },
          ],
          gerrit: [{ host: 'r.example', gitilesBaseUrl: 'https://r.example' }],
        },
      },
    }),
  ),
  plainHosts: [{ host: 'localhost:3002', protocol: 'http' }],
});

describe('RepositoryLocator', () => {
  it.each<[string, object]>([
    [
      'https://github.com/acme/shop',
      {
        type: 'github',
        segments: ['acme', 'shop'],
        webUrl: 'https://github.com/acme/shop',
      },
    ],
    ['https://github.com/acme/shop.git', { segments: ['acme', 'shop'] }],
    [
      'https://github.com/acme/shop/tree/main/services/pay/',
      { refPath: 'main/services/pay', isFile: false },
    ],
    [
      'https://github.com/acme/shop/blob/main/catalog-info.yaml',
      { refPath: 'main/catalog-info.yaml', isFile: true },
    ],
    [
      'github.com?owner=acme&repo=shop',
      { type: 'github', segments: ['acme', 'shop'] },
    ],
    [
      'https://gitlab.com/a/b/c/shop/-/tree/main/x',
      { type: 'gitlab', segments: ['a', 'b', 'c', 'shop'], refPath: 'main/x' },
    ],
    ['gitlab.com?owner=a%2Fb&repo=shop', { segments: ['a', 'b', 'shop'] }],
    [
      'https://inside.example/gitlab/a/shop',
      {
        segments: ['gitlab', 'a', 'shop'],
        webUrl: 'https://inside.example/gitlab/a/shop',
      },
    ],
    [
      'https://bitbucket.org/acme/shop/src/main/x/',
      { type: 'bitbucketCloud', segments: ['acme', 'shop'], refPath: 'main/x' },
    ],
    [
      'bitbucket.org?workspace=acme&project=P&repo=shop',
      { segments: ['acme', 'shop'] },
    ],
    [
      'https://bb.example/stash/projects/ACME/repos/shop/browse/x?at=refs/heads/dev',
      {
        type: 'bitbucketServer',
        segments: ['ACME', 'shop'],
        branch: 'dev',
        path: 'x',
        webUrl: 'https://bb.example/stash/projects/ACME/repos/shop',
      },
    ],
    [
      'https://bb.example/stash/users/ada/repos/shop',
      {
        segments: ['~ada', 'shop'],
        webUrl: 'https://bb.example/stash/users/ada/repos/shop',
      },
    ],
    ['bb.example?project=ACME&repo=shop', { segments: ['ACME', 'shop'] }],
    [
      'https://dev.azure.com/acme/My%20Project/_git/shop?path=/x&version=GBdev',
      {
        type: 'azure',
        segments: ['acme', 'My Project', '_git', 'shop'],
        branch: 'dev',
        path: 'x',
      },
    ],
    [
      'dev.azure.com?organization=acme&project=P&repo=shop',
      { segments: ['acme', 'P', '_git', 'shop'] },
    ],
    [
      'http://g.example:3000/acme/shop/src/branch/main/x',
      { type: 'gitea', segments: ['acme', 'shop'], refPath: 'main/x' },
    ],
    ['g.example:3000?owner=acme&repo=shop', { segments: ['acme', 'shop'] }],
    [
      'http://localhost:3002/acme/shop',
      {
        type: 'plain',
        repositoryUrl: 'http://localhost:3002/acme/shop',
        webUrl: 'http://localhost:3002/acme/shop',
      },
    ],
    [
      'http://localhost:3002/acme/shop/raw/main/catalog-info.yaml',
      { refPath: 'main/catalog-info.yaml', isFile: true },
    ],
    // Refused by name later: it has changes in place of pull requests.
    ['https://r.example/shop', { type: 'gerrit' }],
  ])('locates %s', (url, expected) => {
    expect(locator.locate(url)).toMatchObject(expected);
  });

  it.each([
    ['https://evil.example/acme/shop', /Nothing can be proposed there/],
    [
      'https://github.com.evil.example/acme/shop',
      /Nothing can be proposed there/,
    ],
    ['https://localhost:3002/acme/shop', /Nothing can be proposed there/],
    [
      'https://ada:secret@github.com/acme/shop',
      /Nothing can be proposed there/,
    ],
    ['https://github.com/acme/%2e%2e/x', /Nothing can be proposed there/],
    ['https://github.com/acme%2fother/shop', /Nothing can be proposed there/],
    [`java${'script'}:alert(1)`, /Nothing can be proposed there/],
    ['file:///etc/passwd', /Nothing can be proposed there/],
    ['https://github.com/acme/shop/pull/3', /That is a pull request/],
    ['evil.example?owner=a&repo=b', /evil\.example/],
    ['github.com?owner=..&repo=b', /Nothing can be proposed there/],
    ['github.com?repo=b', /owner/],
    ['nonsense', /./],
  ])('refuses %s', (url, message) => {
    expect(() => locator.locate(url)).toThrow(message);
  });
});
