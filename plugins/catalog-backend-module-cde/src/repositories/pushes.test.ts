import { PUSH_TOPICS, pushedUrls } from './pushes';

describe('pushedUrls', () => {
  const repository = (links: object) => ({ repository: links });
  it.each([
    [
      'cde.repository',
      { url: 'https://g.example/a/b' },
      ['https://g.example/a/b'],
    ],
    [
      'github.push',
      {
        ref: 'refs/heads/main',
        ...repository({
          clone_url: 'https://github.com/a/b.git',
          html_url: 'https://github.com/a/b',
          ssh_url: 'git@github.com:a/b.git',
        }),
      },
      ['https://github.com/a/b.git', 'https://github.com/a/b'],
    ],
    [
      'gitlab.push',
      {
        object_kind: 'push',
        project: {
          git_http_url: 'https://gitlab.com/a/b.git',
          web_url: 'https://gitlab.com/a/b',
        },
      },
      ['https://gitlab.com/a/b.git', 'https://gitlab.com/a/b'],
    ],
    [
      'gitea.push',
      repository({ clone_url: 'http://gitea.example/a/b.git' }),
      ['http://gitea.example/a/b.git'],
    ],
    [
      'bitbucketCloud.repo:push',
      repository({ links: { html: { href: 'https://bitbucket.org/a/b' } } }),
      ['https://bitbucket.org/a/b'],
    ],
    [
      'bitbucketServer.repo:refs_changed',
      repository({
        links: {
          clone: [
            { name: 'ssh', href: 'ssh://git@bb.example/a/b.git' },
            { name: 'http', href: 'https://bb.example/scm/a/b.git' },
          ],
        },
      }),
      ['ssh://git@bb.example/a/b.git', 'https://bb.example/scm/a/b.git'],
    ],
    [
      'azureDevOps.git.push',
      {
        resource: {
          repository: { remoteUrl: 'https://dev.azure.com/a/p/_git/b' },
        },
      },
      ['https://dev.azure.com/a/p/_git/b'],
    ],
  ])('%s', (topic, payload, urls) => {
    expect(PUSH_TOPICS).toContain(topic);
    expect(pushedUrls(topic, payload)).toEqual(urls);
  });

  it.each([undefined, null, 'text', 7, [], {}, { repository: 'x' }])(
    'finds none in %j, whatever the topic',
    payload => {
      for (const topic of [...PUSH_TOPICS, 'other', 'toString']) {
        expect(pushedUrls(topic, payload)).toEqual([]);
      }
    },
  );
});
