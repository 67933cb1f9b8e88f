import {
  mockServices,
  registerMswTestHooks,
} from '@backstage/backend-test-utils';
import { ScmIntegrations } from '@backstage/integration';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { GitHosts } from '../../git';
import { contentsFor } from '../contents';
import { RepositoryLocator } from '../locate';
import { proposeChange } from '../proposeChange';
import { Proposers } from '../Proposers';
import { findTarget } from '../target';
import { azureDevOps } from '../testing/azureDevOps';
import { bitbucketCloud } from '../testing/bitbucketCloud';
import { bitbucketServer } from '../testing/bitbucketServer';
import type { Exchange } from '../testing/exchanges';
import { gitea } from '../testing/gitea';
import { github } from '../testing/github';
import { gitlab } from '../testing/gitlab';

const vendors = {
  GitHub: github,
  GitLab: gitlab,
  'Bitbucket Cloud': bitbucketCloud,
  'Bitbucket Server': bitbucketServer,
  'Azure DevOps': azureDevOps,
  Gitea: gitea,
};

const config = mockServices.rootConfig({
  data: {
    integrations: {
      github: [{ host: 'github.com', token: 'canary' }],
      gitlab: [
        {
          host: 'gitlab.example',
          token: 'canary',
          apiBaseUrl: 'https://gitlab.example/api/v4',
        },
      ],
      bitbucketCloud: [{ username: 'portal', appPassword: 'canary' }],
      bitbucketServer: [
        {
          host: 'bb.example',
          token: 'canary',
          apiBaseUrl: 'https://bb.example/rest/api/1.0',
        },
      ],
      azure: [
        {
          host: 'dev.azure.com',
          credentials: [{ personalAccessToken: 'canary' }],
        },
      ],
      gitea: [
        {
          host: 'gitea.example:3000',
          baseUrl: 'http://gitea.example:3000',
          username: 'portal',
          password: 'canary',
        },
      ],
    },
  },
});

describe.each(Object.entries(vendors))('%s', (_, vendor) => {
  const server = setupServer();
  registerMswTestHooks(server);
  const integrations = ScmIntegrations.fromConfig(config);
  const gitHosts = GitHosts.fromConfig(config);
  const locator = new RepositoryLocator({ integrations, plainHosts: [] });
  const proposers = new Proposers({ integrations, gitHosts });

  /** Answers these requests, in this order, and no others. */
  async function during(
    exchanges: Exchange[],
    work: () => Promise<unknown>,
  ): Promise<{ outcome: unknown; authorizations: Set<string | null> }> {
    const rest = [...exchanges];
    const authorizations = new Set<string | null>();
    const wrong: string[] = [];
    server.use(
      http.all('*', async ({ request }) => {
        const asked = `${request.method} ${decodeDollar(request.url)}`;
        const [expected, answer, body] = rest.shift() ?? ['nothing more'];
        authorizations.add(request.headers.get('authorization'));
        if (asked !== expected) {
          wrong.push(`${asked} instead of ${expected}`);
          return HttpResponse.json({}, { status: 400 });
        }
        expect({ asked, body: await bodyOf(request) }).toEqual({ asked, body });
        if (answer === undefined) {
          return HttpResponse.json({ message: 'Not Found' }, { status: 404 });
        }
        return typeof answer === 'string'
          ? HttpResponse.text(answer)
          : HttpResponse.json(answer as object);
      }),
    );
    const outcome = await work().catch(error => error);
    expect(wrong).toEqual([]);
    expect(rest).toEqual([]);
    return { outcome, authorizations };
  }

  async function propose(token?: string) {
    const located = locator.locate(vendor.url);
    const host = await proposers.for(located, {
      token,
      temporary: async () => '/nowhere',
    });
    const target = await findTarget(host, located);
    const images = { go: 'cde.local/devcontainers/go:1' };
    const { files } = await contentsFor(host, target, {}, images);
    return proposeChange(host, {
      branch: 'feature/dev',
      target: target.head,
      files,
      title: 'T',
      description: 'D',
      message: 'Add a dev environment',
      author: { name: 'Ada', email: 'ada@acme.example' },
    });
  }

  it('makes branch, commit and pull request, as the portal', async () => {
    const { reading, noBranch, commit, noPullRequest, open } = vendor;
    const { outcome, authorizations } = await during(
      [...reading, ...noBranch, ...commit, ...noPullRequest, ...open],
      () => propose(),
    );
    expect(outcome).toEqual({
      ...vendor.result,
      branch: 'feature/dev',
      created: true,
      unchanged: false,
    });
    expect([...authorizations]).toEqual([vendor.authorization]);
  });

  it('finds what an earlier run has made', async () => {
    const { reading, ownBranch, pullRequest } = vendor;
    const { outcome } = await during(
      [...reading, ...ownBranch, ...pullRequest],
      () => propose(),
    );
    expect(outcome).toMatchObject({ ...vendor.result, created: false });
  });

  it('goes on with a branch of its own, as the user', async () => {
    const { reading, update, noPullRequest, open } = vendor;
    const { outcome, authorizations } = await during(
      [...reading, ...update, ...noPullRequest, ...open],
      () => propose('mine'),
    );
    expect(outcome).toMatchObject({ ...vendor.result, created: true });
    expect([...authorizations]).toEqual([vendor.withToken]);
  });
});

function decodeDollar(url: string): string {
  return url.replaceAll('%24', '$');
}

async function bodyOf(request: Request): Promise<unknown> {
  const type = request.headers.get('content-type') ?? '';
  const text = await request.text();
  if (type.startsWith('multipart/form-data')) {
    expect(request.headers.get('x-atlassian-token')).toBe('no-check');
    return readMultipart(type.split('boundary=')[1], text);
  }
  if (type.startsWith('application/x-www-form-urlencoded')) {
    return Object.fromEntries(new URLSearchParams(text));
  }
  return text === '' ? undefined : JSON.parse(text);
}

function readMultipart(boundary: string, text: string): object {
  expect(text.endsWith(`\r\n--${boundary}--\r\n`)).toBe(true);
  const parts = text.split(`--${boundary}\r\n`).slice(1);
  return Object.fromEntries(
    parts.map(part => {
      const [head, body] = part.split(/\r\n\r\n([^]*)/);
      const name = /name="([^"]+)"$/.exec(head)![1];
      return [name, body.split(`\r\n--${boundary}--`)[0].replace(/\r\n$/, '')];
    }),
  );
}
