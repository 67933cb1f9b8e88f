import {
  mockServices,
  registerMswTestHooks,
} from '@backstage/backend-test-utils';
import { ScmIntegrations } from '@backstage/integration';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { GitHosts } from '../git';
import { RepositoryLocator } from './locate';
import { Proposers } from './Proposers';

const config = mockServices.rootConfig({
  data: {
    integrations: {
      github: [{ host: 'ghe.example', token: 'canary' }],
      gitlab: [
        {
          host: 'inside.example',
          token: 'canary',
          baseUrl: 'https://inside.example/gitlab',
          apiBaseUrl: 'https://inside.example/gitlab/api/v4',
        },
      ],
      azure: [
        {
          host: 'dev.azure.com',
          credentials: [{ personalAccessToken: 'canary' }],
        },
      ],
      harness: [{ host: 'h.example', token: 'canary' }],
    },
  },
});

describe('Proposers', () => {
  const server = setupServer();
  registerMswTestHooks(server);
  const integrations = ScmIntegrations.fromConfig(config);
  const locator = new RepositoryLocator({ integrations, plainHosts: [] });
  const proposers = new Proposers({
    integrations,
    gitHosts: GitHosts.fromConfig(config),
  });
  const proposerFor = (url: string, token?: string) =>
    proposers.for(locator.locate(url), {
      token,
      temporary: async () => '/nowhere',
    });

  it.each([
    [
      'GitLab below a path',
      'https://inside.example/gitlab/a/b/shop',
      'https://inside.example/gitlab/api/v4/projects/a%2Fb%2Fshop',
    ],
    [
      'a repository with the name of its Azure project',
      'https://dev.azure.com/acme/_git/shop',
      'https://dev.azure.com/acme/shop/_apis/git/repositories/shop?api-version=6.0',
    ],
    [
      'a project of Azure',
      'https://dev.azure.com/acme/My%20Project/_git/shop',
      'https://dev.azure.com/acme/My%20Project/_apis/git/repositories/shop?api-version=6.0',
    ],
  ])('asks the right API for %s', async (_, url, asked) => {
    const requests: string[] = [];
    server.use(
      http.get('*', ({ request }) => {
        requests.push(request.url);
        return HttpResponse.json({
          default_branch: 'dev',
          defaultBranch: 'refs/heads/dev',
        });
      }),
    );
    const proposer = await proposerFor(url);
    expect(await proposer.defaultBranch()).toBe('dev');
    expect(requests).toEqual([asked]);
  });

  it("sends a token of Azure's sign-in as what it is", async () => {
    let authorization: string | null = null;
    server.use(
      http.get('*', ({ request }) => {
        authorization = request.headers.get('authorization');
        return HttpResponse.json({});
      }),
    );
    const url = 'https://dev.azure.com/acme/p/_git/shop';
    await (await proposerFor(url, 'eyJh.eyJz.sig')).defaultBranch();
    expect(authorization).toBe('Bearer eyJh.eyJz.sig');
  });

  it.each([
    [
      'https://github.com/acme/shop',
      /has no credentials for github\.com.*a 'token' of your own/,
    ],
    ['https://gitlab.com/acme/shop', /has no credentials for gitlab\.com/],
    [
      'https://bitbucket.org/acme/shop',
      /has no credentials for bitbucket\.org/,
    ],
    ['https://ghe.example/acme/shop', /set its 'apiBaseUrl' in 'integrations'/],
  ])('says what is missing for %s', async (url, message) => {
    await expect(proposerFor(url)).rejects.toThrow(message);
  });

  it("needs no credentials of the portal beside the user's token", async () => {
    const proposer = await proposerFor('https://github.com/acme/shop', 'mine');
    expect(proposer.branchUrl('a/b c')).toBe(
      'https://github.com/acme/shop/tree/a/b%20c',
    );
  });
});
