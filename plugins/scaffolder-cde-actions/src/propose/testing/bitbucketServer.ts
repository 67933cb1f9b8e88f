import { MESSAGE, PATH, TEXT, type VendorExchanges } from './exchanges';

const SERVER = 'https://bb.example/rest/api/1.0/projects/ACME/repos/shop';

export const bitbucketServer: VendorExchanges = {
  url: 'https://bb.example/projects/ACME/repos/shop/browse',
  authorization: 'Bearer canary',
  withToken: 'Bearer mine',
  reading: [
    [`GET ${SERVER}/default-branch`],
    [
      `GET ${SERVER}/branches/default`,
      { id: 'refs/heads/main', displayId: 'main', latestCommit: 'c1' },
    ],
    [
      `GET ${SERVER}/branches?filterText=main&boostMatches=true&limit=500`,
      {
        values: [
          { displayId: 'domain', latestCommit: 'c0' },
          { displayId: 'main', latestCommit: 'c1' },
        ],
      },
    ],
    [`GET ${SERVER}/commits/c1`, { id: 'c1', message: 'First' }],
    [`GET ${SERVER}/raw/${PATH}?at=c1`],
    [`GET ${SERVER}/raw/.devcontainer.json?at=c1`],
    [
      `GET ${SERVER}/browse?at=c1&limit=500&start=0`,
      {
        children: {
          isLastPage: true,
          values: [
            { path: { toString: 'go.mod' }, type: 'FILE' },
            { path: { toString: 'cmd' }, type: 'DIRECTORY' },
          ],
        },
      },
    ],
    [`GET ${SERVER}/raw/go.mod?at=c1`, 'module shop'],
  ],
  noBranch: [
    [
      `GET ${SERVER}/branches?filterText=feature%2Fdev&boostMatches=true&limit=500`,
      { values: [{ displayId: 'feature/dev-2', latestCommit: 'c9' }] },
    ],
  ],
  commit: [
    [
      `PUT ${SERVER}/browse/${PATH}`,
      {},
      {
        content: TEXT,
        message: MESSAGE,
        branch: 'feature/dev',
        sourceBranch: 'main',
      },
    ],
  ],
  noPullRequest: [
    [
      `GET ${SERVER}/pull-requests?state=OPEN&direction=OUTGOING&at=refs%2Fheads%2Ffeature%2Fdev&limit=500`,
      {
        values: [
          {
            id: 3,
            toRef: { displayId: 'other', repository: { slug: 'shop' } },
            links: { self: [{ href: 'x' }] },
          },
        ],
      },
    ],
  ],
  open: [
    [
      `POST ${SERVER}/pull-requests`,
      {
        id: 7,
        toRef: { displayId: 'main', repository: { slug: 'shop' } },
        links: {
          self: [
            {
              href: 'https://bb.example/projects/ACME/repos/shop/pull-requests/7',
            },
          ],
        },
      },
      {
        title: 'T',
        description: 'D',
        fromRef: {
          id: 'refs/heads/feature/dev',
          repository: { slug: 'shop', project: { key: 'ACME' } },
        },
        toRef: {
          id: 'refs/heads/main',
          repository: { slug: 'shop', project: { key: 'ACME' } },
        },
      },
    ],
  ],
  ownBranch: [
    [
      `GET ${SERVER}/branches?filterText=feature%2Fdev&boostMatches=true&limit=500`,
      { values: [{ displayId: 'feature/dev', latestCommit: 'c2' }] },
    ],
    [`GET ${SERVER}/commits/c2`, { id: 'c2', message: MESSAGE }],
    [`GET ${SERVER}/raw/${PATH}?at=c2`, TEXT],
  ],
  pullRequest: [
    [
      `GET ${SERVER}/pull-requests?state=OPEN&direction=OUTGOING&at=refs%2Fheads%2Ffeature%2Fdev&limit=500`,
      {
        values: [
          {
            id: 7,
            toRef: { displayId: 'main', repository: { slug: 'shop' } },
            links: {
              self: [
                {
                  href: 'https://bb.example/projects/ACME/repos/shop/pull-requests/7',
                },
              ],
            },
          },
        ],
      },
    ],
  ],
  update: [
    [
      `GET ${SERVER}/branches?filterText=feature%2Fdev&boostMatches=true&limit=500`,
      { values: [{ displayId: 'feature/dev', latestCommit: 'c2' }] },
    ],
    [`GET ${SERVER}/commits/c2`, { id: 'c2', message: MESSAGE }],
    [`GET ${SERVER}/raw/${PATH}?at=c2`, '{}'],
    [
      `PUT ${SERVER}/browse/${PATH}`,
      {},
      {
        content: TEXT,
        message: MESSAGE,
        branch: 'feature/dev',
        sourceCommitId: 'c2',
      },
    ],
  ],
  result: {
    url: 'https://bb.example/projects/ACME/repos/shop/pull-requests/7',
    number: 7,
  },
};
