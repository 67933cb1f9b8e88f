import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { newWorkspace } from '../testing/workspaces';
import type { WorkspaceSpec } from '../workspaces';
import { GitAccessFinder } from './GitAccessFinder';
import type { GivenAccess, OwnToken } from './GivenAccess';
import { LentCredentials } from './LentCredentials';

const MINUTE = 60_000;
const basic = (name: string, password: string) =>
  `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;

const integrations = ScmIntegrations.fromConfig(
  new ConfigReader({
    integrations: {
      github: [
        {
          host: 'github.com',
          apps: [
            {
              appId: 1,
              clientId: 'c',
              clientSecret: 's',
              webhookSecret: 'w',
              privateKey: 'k',
            },
          ],
        },
      ],
      gitlab: [{ host: 'gitlab.com', token: 'lab' }],
    },
  }),
);

describe('what git in a workspace is given', () => {
  let now: number;
  let tokens: OwnToken[];
  let authorize: jest.Mock;
  const logger = mockServices.logger.mock();

  beforeEach(() => {
    now = 1_000_000;
    tokens = [];
    authorize = jest.fn(async (url: string) =>
      url.includes('github')
        ? basic('x-access-token', 'app-1')
        : basic('oauth2', 'lab'),
    );
    logger.warn.mockClear();
  });

  const finder = (lend = true) =>
    new GitAccessFinder({
      hosts: [
        {
          host: 'localhost:3002',
          protocol: 'http',
          clusterUrl: 'http://git.cluster:3002',
          username: 'developer',
          token: 'p/a:ss@',
        },
      ],
      given: {
        of: async () => ({ tokens, keys: new Map() }),
      } as unknown as GivenAccess,
      lent: lend
        ? new LentCredentials({ integrations, authorize, now: () => now })
        : undefined,
      logger,
    });
  const of = (repositoryUrl: string | null, ...beside: string[]) => {
    const { spec, ...rest } = newWorkspace();
    const additional = beside.map(url => ({
      repositoryUrl: url,
      name: 'b',
      ref: { type: 'default' as const },
      commit: 'c',
    }));
    return {
      ...rest,
      repositoryUrl,
      spec: { ...spec, additional } as WorkspaceSpec,
    };
  };
  const lines = (files: Record<string, string>) =>
    files['git-credentials'].trim().split('\n');
  const PLAIN = [
    'http://developer:p%2Fa%3Ass%40@localhost:3002',
    'http://developer:p%2Fa%3Ass%40@git.cluster:3002',
  ];
  const own = (
    host: string,
    password: string,
    endsInMs = 5 * MINUTE,
  ): OwnToken => ({
    host,
    username: 'ana',
    password,
    endsInMs,
  });

  it("is the plain hosts' alone where there is no repository", async () => {
    const { files, ...rest } = await finder().find(of(null));
    expect(lines(files)).toEqual(PLAIN);
    expect(rest).toEqual({ personal: false, dueInMs: null });
    expect(authorize).not.toHaveBeenCalled();
  });

  it("is lent by the repositories' integrations, each once more before it ends", async () => {
    const find = finder().find;
    const both = of(
      'https://github.com/acme/a.git',
      'https://gitlab.com/acme/b.git',
    );
    const { files, dueInMs, personal } = await find(both);
    expect(lines(files)).toEqual([
      ...PLAIN,
      'https://x-access-token:app-1@github.com',
      'https://oauth2:lab@gitlab.com',
    ]);
    expect(personal).toBe(false);
    expect(dueInMs).toBe(50 * MINUTE);
    now += 49 * MINUTE;
    expect((await find(both)).dueInMs).toBe(MINUTE);
    authorize.mockImplementation(async () => basic('x-access-token', 'app-2'));
    now += MINUTE;
    expect((await find(both)).dueInMs).toBe(50 * MINUTE);
  });

  it("is the owner's own where there is one, under every name of the host, and nothing is lent for it then", async () => {
    tokens = [
      own('localhost:3002', 'mine'),
      own('github.com', 'gh', 3 * MINUTE),
      own('other.example', 'x'),
    ];
    const { files, dueInMs, personal } = await finder().find(
      of('http://localhost:3002/acme/a.git', 'https://github.com/acme/b.git'),
    );
    expect(lines(files)).toEqual([
      'http://ana:mine@localhost:3002',
      'http://ana:mine@git.cluster:3002',
      'https://ana:gh@github.com',
    ]);
    expect({ dueInMs, personal }).toEqual({
      dueInMs: 3 * MINUTE,
      personal: true,
    });
    expect(authorize).not.toHaveBeenCalled();
  });

  it('lends nothing where the configuration keeps it', async () => {
    const { files } = await finder(false).find(
      of('https://gitlab.com/acme/b.git'),
    );
    expect(lines(files)).toEqual(PLAIN);
    expect(authorize).not.toHaveBeenCalled();
  });

  it('goes on without a host that does not answer, and asks it again', async () => {
    authorize.mockRejectedValue(new Error('GitHub is down'));
    const { files, dueInMs } = await finder().find(
      of('https://github.com/acme/a.git'),
    );
    expect(lines(files)).toEqual(PLAIN);
    expect(dueInMs).toBe(MINUTE);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringMatching(/https:\/\/github\.com.*GitHub is down/),
    );
  });

  it('takes a bearer token as a password', async () => {
    authorize.mockResolvedValue('Bearer tok');
    const { files } = await finder().find(of('https://gitlab.com/acme/b.git'));
    expect(lines(files)).toContain('https://x-token-auth:tok@gitlab.com');
  });
});
