import { MESSAGE, PATH, TEXT, base64, type VendorExchanges } from './exchanges';

const CLOUD = 'https://api.bitbucket.org/2.0/repositories/acme/shop';

export const bitbucketCloud: VendorExchanges = {
  url: 'https://bitbucket.org/acme/shop/src/main/',
  authorization: `Basic ${base64('portal:canary')}`,
  withToken: 'Bearer mine',
  reading: [
    [`GET ${CLOUD}`, { mainbranch: { name: 'main' } }],
    [
      `GET ${CLOUD}/refs/branches/main`,
      { name: 'main', target: { hash: 'c1', message: 'First' } },
    ],
    [`GET ${CLOUD}/src/c1/${PATH}`],
    [`GET ${CLOUD}/src/c1/.devcontainer.json`],
    [
      `GET ${CLOUD}/src/c1/?pagelen=100&page=1`,
      {
        values: [{ path: 'cmd', type: 'commit_directory' }],
        next: `${CLOUD}/src/c1/?page=2`,
      },
    ],
    [
      `GET ${CLOUD}/src/c1/?pagelen=100&page=2`,
      { values: [{ path: 'go.mod', type: 'commit_file' }] },
    ],
    [`GET ${CLOUD}/src/c1/go.mod`, 'module shop'],
  ],
  noBranch: [[`GET ${CLOUD}/refs/branches/feature/dev`]],
  commit: [
    [
      `POST ${CLOUD}/src`,
      {},
      {
        message: MESSAGE,
        branch: 'feature/dev',
        parents: 'c1',
        author: 'Ada <ada@acme.example>',
        [`/${PATH}`]: TEXT,
      },
    ],
  ],
  noPullRequest: [
    [
      `GET ${CLOUD}/pullrequests?q=${encodeURIComponent(
        'source.repository.full_name = "acme/shop" AND source.branch.name = "feature/dev" AND destination.branch.name = "main" AND state = "OPEN"',
      )}`,
      { values: [] },
    ],
  ],
  open: [
    [
      `POST ${CLOUD}/pullrequests`,
      {
        id: 7,
        links: {
          html: { href: 'https://bitbucket.org/acme/shop/pull-requests/7' },
        },
      },
      {
        title: 'T',
        description: 'D',
        source: { branch: { name: 'feature/dev' } },
        destination: { branch: { name: 'main' } },
        close_source_branch: true,
      },
    ],
  ],
  ownBranch: [
    [
      `GET ${CLOUD}/refs/branches/feature/dev`,
      { name: 'feature/dev', target: { hash: 'c2', message: MESSAGE } },
    ],
    [`GET ${CLOUD}/src/c2/${PATH}`, TEXT],
  ],
  pullRequest: [
    [
      `GET ${CLOUD}/pullrequests?q=${encodeURIComponent(
        'source.repository.full_name = "acme/shop" AND source.branch.name = "feature/dev" AND destination.branch.name = "main" AND state = "OPEN"',
      )}`,
      {
        values: [
          {
            id: 7,
            links: {
              html: {
                href: 'https://bitbucket.org/acme/shop/pull-requests/7',
              },
            },
          },
        ],
      },
    ],
  ],
  update: [
    [
      `GET ${CLOUD}/refs/branches/feature/dev`,
      { name: 'feature/dev', target: { hash: 'c2', message: MESSAGE } },
    ],
    [`GET ${CLOUD}/src/c2/${PATH}`, '{}'],
    [
      `POST ${CLOUD}/src`,
      {},
      {
        message: MESSAGE,
        branch: 'feature/dev',
        parents: 'c2',
        author: 'Ada <ada@acme.example>',
        [`/${PATH}`]: TEXT,
      },
    ],
  ],
  result: {
    url: 'https://bitbucket.org/acme/shop/pull-requests/7',
    number: 7,
  },
};
