import { repositoryKey } from './repositoryKey';

describe('repositoryKey', () => {
  it.each([
    [
      'cde-repository:https://github.com/acme/pay',
      [
        'https://github.com/acme/pay',
        'https://github.com/acme/pay/',
        'https://github.com/Acme/Pay.git',
        'https://x:y@github.com/acme/pay.git',
        'https://github.com/acme/pay/tree/main/',
        'https://github.com/acme/pay/blob/main/catalog-info.yaml#L3',
        'https://github.com/acme/pay/tree/feature/tree/x',
      ],
    ],
    [
      'cde-repository:https://gitlab.com/a/b/c/pay',
      [
        'https://gitlab.com/a/b/c/pay.git',
        'https://gitlab.com/a/b/c/pay/-/tree/main/',
        'https://gitlab.com/a/b/c/pay/-/blob/main/x.yaml?ref_type=heads',
        'https://gitlab.com/a/b/c/pay/tree/main',
      ],
    ],
    [
      'cde-repository:http://127.0.0.1:3000/acme/src',
      [
        'http://127.0.0.1:3000/acme/src.git',
        'http://127.0.0.1:3000/acme/src/src/branch/main/sub',
      ],
    ],
    [
      'cde-repository:https://bitbucket.org/acme/pay',
      [
        'https://bitbucket.org/acme/pay',
        'https://bitbucket.org/acme/pay/src/main/catalog-info.yaml',
      ],
    ],
    [
      'cde-repository:https://bitbucket.acme.example/pay/api',
      [
        'https://bitbucket.acme.example/scm/PAY/api.git',
        'https://bitbucket.acme.example/projects/PAY/repos/api/browse?at=refs/heads/main',
        'https://bitbucket.acme.example/projects/PAY/repos/api',
      ],
    ],
    [
      'cde-repository:https://dev.azure.com/acme/pay/_git/api',
      [
        'https://acme@dev.azure.com/acme/pay/_git/api',
        'https://dev.azure.com/acme/pay/_git/api?path=/x.yaml&version=GBmain',
      ],
    ],
    [
      'cde-repository:http://localhost:3002/acme/pay',
      [
        'http://localhost:3002/acme/pay.git',
        'http://localhost:3002/acme/pay.git/tree/main/sub',
      ],
    ],
  ])('%s', (key, urls) => {
    expect(urls.map(repositoryKey)).toEqual(urls.map(() => key));
  });

  it.each([
    '',
    'pay',
    'https://',
    'https://github.com',
    'git@github.com:acme/pay.git',
    'file:///etc/passwd',
    // eslint-disable-next-line no-script-url
    'javascript:alert(1)',
  ])('none for %j', text => {
    expect(repositoryKey(text)).toBeUndefined();
  });
});
