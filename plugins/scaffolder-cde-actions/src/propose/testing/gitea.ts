import { MESSAGE, PATH, TEXT, base64, type VendorExchanges } from './exchanges';

const GITEA = 'http://gitea.example:3000/api/v1/repos/acme/shop';

export const gitea: VendorExchanges = {
  url: 'http://gitea.example:3000/acme/shop/src/branch/main/',
  authorization: `basic ${base64('portal:canary')}`,
  withToken: 'token mine',
  reading: [
    [`GET ${GITEA}`, { default_branch: 'main' }],
    [
      `GET ${GITEA}/branches/main`,
      { name: 'main', commit: { id: 'c1', message: 'First' } },
    ],
    [`GET ${GITEA}/contents/${PATH}?ref=c1`],
    [`GET ${GITEA}/contents/.devcontainer.json?ref=c1`],
    [
      `GET ${GITEA}/contents?ref=c1`,
      [
        { name: 'go.mod', type: 'file', content: null },
        { name: 'cmd', type: 'dir' },
      ],
    ],
    [
      `GET ${GITEA}/contents/go.mod?ref=c1`,
      { type: 'file', content: base64('module shop'), sha: 'b1' },
    ],
  ],
  noBranch: [[`GET ${GITEA}/branches/feature/dev`]],
  commit: [
    [
      `POST ${GITEA}/contents`,
      {},
      {
        branch: 'main',
        new_branch: 'feature/dev',
        message: MESSAGE,
        files: [{ operation: 'create', path: PATH, content: base64(TEXT) }],
        author: { name: 'Ada', email: 'ada@acme.example' },
      },
    ],
  ],
  noPullRequest: [
    [
      `GET ${GITEA}/pulls?state=open&base_branch=main&limit=50&page=1`,
      [
        {
          number: 3,
          html_url: 'x',
          head: { ref: 'feature/dev', repo_id: 9 },
          base: { ref: 'main', repo_id: 1 },
        },
      ],
    ],
    [`GET ${GITEA}/pulls?state=open&base_branch=main&limit=50&page=2`, []],
  ],
  open: [
    [
      `POST ${GITEA}/pulls`,
      { html_url: 'http://gitea.example:3000/acme/shop/pulls/7', number: 7 },
      { head: 'feature/dev', base: 'main', title: 'T', body: 'D' },
    ],
  ],
  ownBranch: [
    [
      `GET ${GITEA}/branches/feature/dev`,
      { name: 'feature/dev', commit: { id: 'c2', message: MESSAGE } },
    ],
    [
      `GET ${GITEA}/contents/${PATH}?ref=c2`,
      { content: base64(TEXT), sha: 'b2' },
    ],
  ],
  pullRequest: [
    [
      `GET ${GITEA}/pulls?state=open&base_branch=main&limit=50&page=1`,
      [
        {
          number: 7,
          html_url: 'http://gitea.example:3000/acme/shop/pulls/7',
          head: { ref: 'feature/dev', repo_id: 1 },
          base: { ref: 'main', repo_id: 1 },
        },
      ],
    ],
  ],
  update: [
    [
      `GET ${GITEA}/branches/feature/dev`,
      { name: 'feature/dev', commit: { id: 'c2', message: MESSAGE } },
    ],
    [
      `GET ${GITEA}/contents/${PATH}?ref=c2`,
      { content: base64('{}'), sha: 'b2' },
    ],
    [
      `POST ${GITEA}/contents`,
      {},
      {
        branch: 'feature/dev',
        message: MESSAGE,
        files: [
          {
            operation: 'update',
            path: PATH,
            content: base64(TEXT),
            sha: 'b2',
          },
        ],
        author: { name: 'Ada', email: 'ada@acme.example' },
      },
    ],
  ],
  result: { url: 'http://gitea.example:3000/acme/shop/pulls/7', number: 7 },
};
