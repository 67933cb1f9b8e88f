import { fileUrl } from './fileUrl';

const PATH = '.devcontainer/devcontainer.json';

describe('fileUrl', () => {
  it.each([
    [
      'github',
      'https://github.com/a/b/tree/main/services/x/',
      `https://github.com/a/b/blob/main/${PATH}`,
    ],
    [
      'github',
      'https://github.com/a/b/blob/v1.0/catalog-info.yaml#L3',
      `https://github.com/a/b/blob/v1.0/${PATH}`,
    ],
    ['github', 'https://github.com/a/b', undefined],
    ['github', 'https://github.com/a/b.git', undefined],
    [
      'gitlab',
      'https://gitlab.com/g/s/b/-/tree/main/',
      `https://gitlab.com/g/s/b/-/blob/main/${PATH}`,
    ],
    [
      'gitlab',
      'https://gitlab.com/g/b/blob/main/x.yaml?ref_type=heads',
      `https://gitlab.com/g/b/blob/main/${PATH}`,
    ],
    [
      'gitea',
      'http://127.0.0.1:3000/a/src/src/branch/main/x',
      `http://127.0.0.1:3000/a/src/src/branch/main/${PATH}`,
    ],
    ['gitea', 'http://127.0.0.1:3000/a/b/src/tag/v1', undefined],
    [
      'bitbucketCloud',
      'https://bitbucket.org/a/b/src/main/',
      `https://bitbucket.org/a/b/src/main/${PATH}`,
    ],
    [
      'azure',
      'https://dev.azure.com/a/p/_git/b?path=/x.yaml&version=GBmain',
      'https://dev.azure.com/a/p/_git/b?path=%2F.devcontainer%2Fdevcontainer.json&version=GBmain',
    ],
    [
      'bitbucketServer',
      'https://bb.example/projects/A/repos/b/browse',
      undefined,
    ],
    ['toString', 'https://x.example/a/b/tree/main', undefined],
  ])('%s: %s', (type, url, expected) => {
    expect(fileUrl(type, url, PATH)).toBe(expected);
  });
});
