import { MESSAGE, PATH, TEXT, base64, type VendorExchanges } from './exchanges';

const GITHUB = 'https://api.github.com/repos/acme/shop';

export const github: VendorExchanges = {
  url: 'https://github.com/acme/shop',
  authorization: 'Bearer canary',
  withToken: 'Bearer mine',
  reading: [
    [`GET ${GITHUB}`, { default_branch: 'main' }],
    [
      `GET ${GITHUB}/branches/main`,
      { name: 'main', commit: { sha: 'c1', commit: { message: 'First' } } },
    ],
    [`GET ${GITHUB}/contents/${PATH}?ref=c1`],
    [`GET ${GITHUB}/contents/.devcontainer.json?ref=c1`],
    [
      `GET ${GITHUB}/contents?ref=c1`,
      [
        { name: 'go.mod', type: 'file' },
        { name: 'pom.xml', type: 'symlink' },
        { name: 'cmd', type: 'dir' },
      ],
    ],
    [
      `GET ${GITHUB}/contents/go.mod?ref=c1`,
      {
        type: 'file',
        encoding: 'base64',
        content: `${base64('module ')}\n${base64('shop')}\n`,
        sha: 'b1',
      },
    ],
  ],
  noBranch: [[`GET ${GITHUB}/branches/feature/dev`]],
  commit: [
    [`GET ${GITHUB}/git/commits/c1`, { sha: 'c1', tree: { sha: 't1' } }],
    [
      `POST ${GITHUB}/git/trees`,
      { sha: 't2' },
      {
        base_tree: 't1',
        tree: [{ path: PATH, mode: '100644', type: 'blob', content: TEXT }],
      },
    ],
    [
      `POST ${GITHUB}/git/commits`,
      { sha: 'c2' },
      {
        message: MESSAGE,
        tree: 't2',
        parents: ['c1'],
        author: { name: 'Ada', email: 'ada@acme.example' },
      },
    ],
    [
      `POST ${GITHUB}/git/refs`,
      { ref: 'refs/heads/feature/dev' },
      { ref: 'refs/heads/feature/dev', sha: 'c2' },
    ],
  ],
  noPullRequest: [
    [
      `GET ${GITHUB}/pulls?state=open&head=acme%3Afeature%2Fdev&base=main&per_page=100`,
      [],
    ],
  ],
  open: [
    [
      `POST ${GITHUB}/pulls`,
      { html_url: 'https://github.com/acme/shop/pull/7', number: 7 },
      { title: 'T', body: 'D', head: 'feature/dev', base: 'main' },
    ],
  ],
  ownBranch: [
    [
      `GET ${GITHUB}/branches/feature/dev`,
      {
        name: 'feature/dev',
        commit: { sha: 'c2', commit: { message: MESSAGE } },
      },
    ],
    [
      `GET ${GITHUB}/contents/${PATH}?ref=c2`,
      { type: 'file', content: base64(TEXT), sha: 'b2' },
    ],
  ],
  pullRequest: [
    [
      `GET ${GITHUB}/pulls?state=open&head=acme%3Afeature%2Fdev&base=main&per_page=100`,
      [
        {
          html_url: 'https://github.com/acme/shop/pull/7',
          number: 7,
          head: { ref: 'feature/dev' },
          base: { ref: 'main' },
        },
      ],
    ],
  ],
  update: [
    [
      `GET ${GITHUB}/branches/feature/dev`,
      {
        name: 'feature/dev',
        commit: { sha: 'c2', commit: { message: MESSAGE } },
      },
    ],
    [
      `GET ${GITHUB}/contents/${PATH}?ref=c2`,
      { type: 'file', content: base64('{}'), sha: 'b2' },
    ],
    [`GET ${GITHUB}/git/commits/c2`, { sha: 'c2', tree: { sha: 't2' } }],
    [
      `POST ${GITHUB}/git/trees`,
      { sha: 't3' },
      {
        base_tree: 't2',
        tree: [{ path: PATH, mode: '100644', type: 'blob', content: TEXT }],
      },
    ],
    [
      `POST ${GITHUB}/git/commits`,
      { sha: 'c3' },
      {
        message: MESSAGE,
        tree: 't3',
        parents: ['c2'],
        author: { name: 'Ada', email: 'ada@acme.example' },
      },
    ],
    [`PATCH ${GITHUB}/git/refs/heads/feature/dev`, {}, { sha: 'c3' }],
  ],
  result: { url: 'https://github.com/acme/shop/pull/7', number: 7 },
};
