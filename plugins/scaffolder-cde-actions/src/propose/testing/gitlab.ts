import {
  ENCODED,
  MESSAGE,
  PATH,
  TEXT,
  type VendorExchanges,
} from './exchanges';

const GITLAB = 'https://gitlab.example/api/v4/projects/acme%2Fteam%2Fshop';

export const gitlab: VendorExchanges = {
  url: 'https://gitlab.example/acme/team/shop',
  authorization: 'Bearer canary',
  withToken: 'Bearer mine',
  reading: [
    [`GET ${GITLAB}`, { default_branch: 'main' }],
    [
      `GET ${GITLAB}/repository/branches/main`,
      { name: 'main', commit: { id: 'c1', message: 'First' } },
    ],
    [`GET ${GITLAB}/repository/files/${ENCODED}/raw?ref=c1`],
    [`GET ${GITLAB}/repository/files/.devcontainer.json/raw?ref=c1`],
    [
      `GET ${GITLAB}/repository/tree?path=&ref=c1&per_page=100&page=1`,
      [
        { name: 'go.mod', type: 'blob', mode: '100644' },
        { name: 'cmd', type: 'tree', mode: '040000' },
      ],
    ],
    [`GET ${GITLAB}/repository/files/go.mod/raw?ref=c1`, 'module shop'],
  ],
  noBranch: [[`GET ${GITLAB}/repository/branches/feature%2Fdev`]],
  commit: [
    [
      `POST ${GITLAB}/repository/commits`,
      { id: 'c2' },
      {
        branch: 'feature/dev',
        start_sha: 'c1',
        commit_message: MESSAGE,
        actions: [{ action: 'create', file_path: PATH, content: TEXT }],
        author_name: 'Ada',
        author_email: 'ada@acme.example',
      },
    ],
  ],
  noPullRequest: [
    [
      `GET ${GITLAB}/merge_requests?state=opened&source_branch=feature%2Fdev&target_branch=main`,
      [{ web_url: 'x', iid: 3, source_project_id: 2, target_project_id: 1 }],
    ],
  ],
  open: [
    [
      `POST ${GITLAB}/merge_requests`,
      {
        web_url: 'https://gitlab.example/acme/team/shop/-/merge_requests/7',
        iid: 7,
        id: 1234,
      },
      {
        source_branch: 'feature/dev',
        target_branch: 'main',
        title: 'T',
        description: 'D',
        remove_source_branch: true,
      },
    ],
  ],
  ownBranch: [
    [
      `GET ${GITLAB}/repository/branches/feature%2Fdev`,
      { name: 'feature/dev', commit: { id: 'c2', message: MESSAGE } },
    ],
    [`GET ${GITLAB}/repository/files/${ENCODED}/raw?ref=c2`, TEXT],
  ],
  pullRequest: [
    [
      `GET ${GITLAB}/merge_requests?state=opened&source_branch=feature%2Fdev&target_branch=main`,
      [
        {
          web_url: 'https://gitlab.example/acme/team/shop/-/merge_requests/7',
          iid: 7,
          source_project_id: 1,
          target_project_id: 1,
        },
      ],
    ],
  ],
  update: [
    [
      `GET ${GITLAB}/repository/branches/feature%2Fdev`,
      { name: 'feature/dev', commit: { id: 'c2', message: MESSAGE } },
    ],
    [`GET ${GITLAB}/repository/files/${ENCODED}/raw?ref=c2`, '{}'],
    [
      `POST ${GITLAB}/repository/commits`,
      { id: 'c3' },
      {
        branch: 'feature/dev',
        commit_message: MESSAGE,
        actions: [{ action: 'update', file_path: PATH, content: TEXT }],
        author_name: 'Ada',
        author_email: 'ada@acme.example',
      },
    ],
  ],
  result: {
    url: 'https://gitlab.example/acme/team/shop/-/merge_requests/7',
    number: 7,
  },
};
