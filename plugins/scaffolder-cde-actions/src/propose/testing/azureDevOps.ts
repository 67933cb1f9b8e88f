import {
  ENCODED,
  MESSAGE,
  PATH,
  TEXT,
  base64,
  type VendorExchanges,
} from './exchanges';

const AZURE =
  'https://dev.azure.com/acme/My%20Project/_apis/git/repositories/shop';

export const azureDevOps: VendorExchanges = {
  url: 'https://dev.azure.com/acme/My%20Project/_git/shop',
  authorization: `Basic ${base64(':canary')}`,
  withToken: `Basic ${base64(':mine')}`,
  reading: [
    [`GET ${AZURE}?api-version=6.0`, { defaultBranch: 'refs/heads/main' }],
    [
      `GET ${AZURE}/refs?filter=heads%2Fmain&api-version=6.0`,
      {
        value: [
          { name: 'refs/heads/maintenance', objectId: 'c0' },
          { name: 'refs/heads/main', objectId: 'c1' },
        ],
      },
    ],
    [
      `GET ${AZURE}/commits/c1?api-version=6.0`,
      { commitId: 'c1', comment: 'First' },
    ],
    [
      `GET ${AZURE}/items?path=%2F${ENCODED}&includeContent=true&$format=json&versionDescriptor.version=c1&versionDescriptor.versionType=commit&api-version=6.0`,
    ],
    [
      `GET ${AZURE}/items?path=%2F.devcontainer.json&includeContent=true&$format=json&versionDescriptor.version=c1&versionDescriptor.versionType=commit&api-version=6.0`,
    ],
    [
      `GET ${AZURE}/items?scopePath=%2F&recursionLevel=OneLevel&versionDescriptor.version=c1&versionDescriptor.versionType=commit&api-version=6.0`,
      {
        value: [
          { path: '/', isFolder: true },
          { path: '/cmd', isFolder: true },
          { path: '/go.mod' },
        ],
      },
    ],
    [
      `GET ${AZURE}/items?path=%2Fgo.mod&includeContent=true&$format=json&versionDescriptor.version=c1&versionDescriptor.versionType=commit&api-version=6.0`,
      { path: '/go.mod', content: 'module shop' },
    ],
  ],
  noBranch: [
    [
      `GET ${AZURE}/refs?filter=heads%2Ffeature%2Fdev&api-version=6.0`,
      { value: [] },
    ],
  ],
  commit: [
    [
      `POST ${AZURE}/pushes?api-version=6.0`,
      { pushId: 1 },
      {
        refUpdates: [{ name: 'refs/heads/feature/dev', oldObjectId: 'c1' }],
        commits: [
          {
            comment: MESSAGE,
            author: { name: 'Ada', email: 'ada@acme.example' },
            changes: [
              {
                changeType: 'add',
                item: { path: `/${PATH}` },
                newContent: { content: TEXT, contentType: 'rawtext' },
              },
            ],
          },
        ],
      },
    ],
  ],
  noPullRequest: [
    [
      `GET ${AZURE}/pullrequests?searchCriteria.sourceRefName=refs%2Fheads%2Ffeature%2Fdev&searchCriteria.targetRefName=refs%2Fheads%2Fmain&searchCriteria.status=active&api-version=6.0`,
      { value: [{ pullRequestId: 3, forkSource: {} }] },
    ],
  ],
  open: [
    [
      `POST ${AZURE}/pullrequests?api-version=6.0`,
      { pullRequestId: 7 },
      {
        sourceRefName: 'refs/heads/feature/dev',
        targetRefName: 'refs/heads/main',
        title: 'T',
        description: 'D',
      },
    ],
  ],
  ownBranch: [
    [
      `GET ${AZURE}/refs?filter=heads%2Ffeature%2Fdev&api-version=6.0`,
      { value: [{ name: 'refs/heads/feature/dev', objectId: 'c2' }] },
    ],
    [
      `GET ${AZURE}/commits/c2?api-version=6.0`,
      { commitId: 'c2', comment: MESSAGE },
    ],
    [
      `GET ${AZURE}/items?path=%2F${ENCODED}&includeContent=true&$format=json&versionDescriptor.version=c2&versionDescriptor.versionType=commit&api-version=6.0`,
      { content: TEXT },
    ],
  ],
  pullRequest: [
    [
      `GET ${AZURE}/pullrequests?searchCriteria.sourceRefName=refs%2Fheads%2Ffeature%2Fdev&searchCriteria.targetRefName=refs%2Fheads%2Fmain&searchCriteria.status=active&api-version=6.0`,
      { value: [{ pullRequestId: 7 }] },
    ],
  ],
  update: [
    [
      `GET ${AZURE}/refs?filter=heads%2Ffeature%2Fdev&api-version=6.0`,
      { value: [{ name: 'refs/heads/feature/dev', objectId: 'c2' }] },
    ],
    [
      `GET ${AZURE}/commits/c2?api-version=6.0`,
      { commitId: 'c2', comment: MESSAGE },
    ],
    [
      `GET ${AZURE}/items?path=%2F${ENCODED}&includeContent=true&$format=json&versionDescriptor.version=c2&versionDescriptor.versionType=commit&api-version=6.0`,
      { content: '{}' },
    ],
    [
      `POST ${AZURE}/pushes?api-version=6.0`,
      { pushId: 2 },
      {
        refUpdates: [{ name: 'refs/heads/feature/dev', oldObjectId: 'c2' }],
        commits: [
          {
            comment: MESSAGE,
            author: { name: 'Ada', email: 'ada@acme.example' },
            changes: [
              {
                changeType: 'edit',
                item: { path: `/${PATH}` },
                newContent: { content: TEXT, contentType: 'rawtext' },
              },
            ],
          },
        ],
      },
    ],
  ],
  result: {
    url: 'https://dev.azure.com/acme/My%20Project/_git/shop/pullrequest/7',
    number: 7,
  },
};
