import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { ConflictError } from '@backstage/errors';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { parse } from 'yaml';
import type { Located } from './locate';
import { TRAILER } from './proposeChange';
import { createProposeDevcontainerAction } from './proposeDevcontainer';
import { FakeHost } from './testing/FakeHost';

const PATH = '.devcontainer/devcontainer.json';
const BRANCH = 'add-devcontainer';
const ADA = mockCredentials.user('user:default/ada');

describe('cde:devcontainer:propose', () => {
  let host: FakeHost;
  let located: Partial<Located>;
  const catalog = catalogServiceMock.mock();
  const locate = jest.fn();
  const proposers = { for: jest.fn() };
  const action = createProposeDevcontainerAction({
    catalog,
    locator: { locate },
    proposers,
    images: { go: 'cde.local/devcontainers/go:1' },
  });

  beforeEach(() => {
    host = new FakeHost({ 'go.mod': 'module shop\n\ngo 1.22\n' });
    located = {};
    catalog.getEntityByRef.mockReset().mockResolvedValue({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: {
        name: 'shop',
        annotations: {
          'backstage.io/source-location': 'url:https://fake.example/shop/',
        },
      },
    });
    locate.mockReset().mockImplementation(() => ({
      repositoryUrl: 'https://fake.example/shop',
      webUrl: 'https://fake.example/shop',
      segments: ['acme', 'shop'],
      isFile: false,
      ...located,
    }));
    proposers.for.mockReset().mockImplementation(async () => host);
  });

  async function run(input: object, more: object = {}) {
    const logger = mockServices.logger.mock();
    const output = jest.fn();
    const ctx = Object.assign(createMockActionContext<any>({ input }), {
      logger,
      output,
      getInitiatorCredentials: async () => ADA,
      ...more,
    });
    await action.handler(ctx);
    const words = [logger.info, logger.warn].flatMap(({ mock }) =>
      mock.calls.map(([text]) => text),
    );
    return { words, output: Object.fromEntries(output.mock.calls) };
  }

  it('opens a pull request for a component, with the rights of whoever asks', async () => {
    const { output, words } = await run({ component: 'default/shop' });
    expect(catalog.getEntityByRef).toHaveBeenCalledWith(
      'component:default/shop',
      { credentials: ADA },
    );
    expect(locate).toHaveBeenCalledWith('https://fake.example/shop/');
    expect(output).toEqual({
      remoteUrl: 'https://fake.example/pull/1',
      number: 1,
      branch: BRANCH,
      created: true,
      path: PATH,
    });
    expect(JSON.parse(host.files(BRANCH)[PATH])).toMatchObject({
      image: 'cde.local/devcontainers/go:1',
    });
    expect(host.files('main')).not.toHaveProperty(PATH);
    expect(host.pullRequests).toEqual([
      {
        branch: BRANCH,
        target: 'main',
        title: 'Add a dev environment',
        description: expect.stringContaining(PATH),
        open: true,
      },
    ]);
    expect(words).toEqual([
      'Stack: go 1.22 (go.mod)',
      'Opened a pull request: https://fake.example/pull/1',
    ]);
  });

  it('adds to a file that is there, and says so', async () => {
    host.add(
      'main',
      { '.devcontainer.json': '{\n  "image": "own:1" // ours\n}\n' },
      'x',
    );
    const { output, words } = await run({ component: 'shop', ports: [80] });
    expect(output.path).toBe('.devcontainer.json');
    expect(host.files(BRANCH)['.devcontainer.json']).toContain(
      '"image": "own:1", // ours\n  "name": "shop"',
    );
    expect(host.pullRequests[0].title).toBe('Improve the dev environment');
    expect(words.join()).toMatch(/keeps its own image/);
  });

  it('has nothing to propose where all of it is there', async () => {
    await run({ component: 'shop' });
    host.add('main', host.files(BRANCH), 'Merged');
    host.branches.delete(BRANCH);
    host.pullRequests[0].open = false;
    const { output, words } = await run({ component: 'shop' });
    expect(output).toEqual({
      remoteUrl: 'https://fake.example/tree/main',
      branch: 'main',
      created: false,
      path: PATH,
    });
    expect(words.at(-1)).toMatch(/nothing to propose/);
    expect(host.changes).toHaveLength(2);
  });

  describe('once, whatever happens', () => {
    it.each([
      ['before', `commit to ${BRANCH}`],
      ['after', `commit to ${BRANCH}`],
      ['before', `open ${BRANCH}`],
      ['after', `open ${BRANCH}`],
    ] as const)('%s %s', async (when, change) => {
      host[when] = current => {
        if (current === change) throw new Error('killed');
      };
      await expect(run({ component: 'shop' })).rejects.toThrow('killed');
      host[when] = () => undefined;
      const { output } = await run({ component: 'shop' });
      expect(output.remoteUrl).toBe('https://fake.example/pull/1');
      expect(output.created).toBe(
        !(when === 'after' && change.startsWith('open')),
      );
      expect(host.changes).toEqual([`commit to ${BRANCH}`, `open ${BRANCH}`]);
    });

    it('as another run was faster', async () => {
      host.before = change => {
        if (change.startsWith('open')) {
          host.before = () => undefined;
          host.pullRequests.push({
            branch: BRANCH,
            target: 'main',
            title: '',
            description: '',
            open: true,
          });
          throw new ConflictError('there is one already');
        }
      };
      const { output, words } = await run({ component: 'shop' });
      expect(output).toMatchObject({ number: 1, created: false });
      expect(words.at(-1)).toMatch(/There is a pull request already/);
    });

    it('as a checkpoint remembers it', async () => {
      const remembered = {
        remoteUrl: 'u',
        number: 3,
        branch: 'b',
        created: true,
        unchanged: false,
        path: PATH,
        hasPullRequests: true,
      };
      const { output } = await run(
        { component: 'shop' },
        { checkpoint: async () => remembered },
      );
      expect(output).toMatchObject({ remoteUrl: 'u', number: 3 });
      expect(proposers.for).not.toHaveBeenCalled();
    });
  });

  it('goes on with a branch of its own that has another text', async () => {
    await run({ component: 'shop' });
    const { output } = await run({ component: 'shop', ports: [8080] });
    expect(output).toMatchObject({ number: 1, created: false });
    expect(JSON.parse(host.files(BRANCH)[PATH]).forwardPorts).toEqual([8080]);
    expect(host.commits.at(-1)!.message).toBe(
      `Add a dev environment\n\n${TRAILER}`,
    );
  });

  it("leaves others' branches alone", async () => {
    host.add(BRANCH, { [PATH]: '{}' }, 'Mine', 'main');
    await expect(run({ component: 'shop' })).rejects.toThrow(
      /There is a branch 'add-devcontainer' already that is not of this action.*Choose another 'branchName'/,
    );
    await expect(
      run({ component: 'shop', branchName: 'main' }),
    ).rejects.toThrow(/is the branch that shall be changed/);
    expect(host.changes).toEqual([]);
    await run({ component: 'shop', branchName: 'other' });
    expect(host.pullRequests[0].branch).toBe('other');
  });

  it('ends with a branch where there are no pull requests', async () => {
    host = new FakeHost({ 'go.mod': '' }, { hasPullRequests: false });
    const { output, words } = await run({ component: 'shop' });
    expect(output).toEqual({
      remoteUrl: `https://fake.example/tree/${BRANCH}`,
      branch: BRANCH,
      created: true,
      path: PATH,
    });
    expect(words.at(-1)).toMatch(/has no pull requests, so ask/);
    expect((await run({ component: 'shop' })).output.created).toBe(false);
    expect(host.changes).toEqual([`commit to ${BRANCH}`]);
  });

  it.each<[string, Partial<Located>, object, string, string]>([
    [
      'a folder',
      { refPath: 'main/services/pay' },
      {},
      '.devcontainer/pay/devcontainer.json',
      'main',
    ],
    [
      'the catalog-info.yaml',
      { refPath: 'main/catalog-info.yaml', isFile: true },
      {},
      PATH,
      'main',
    ],
    [
      'a folder by its catalog-info.yaml',
      { refPath: 'main/services/pay/catalog-info.yaml', isFile: true },
      {},
      '.devcontainer/pay/devcontainer.json',
      'main',
    ],
    [
      'a branch with a slash',
      { refPath: 'release/2/services/pay' },
      {},
      '.devcontainer/pay/devcontainer.json',
      'release/2',
    ],
    [
      'a branch of the input',
      { refPath: 'main/services/pay' },
      { targetBranch: 'release/2' },
      '.devcontainer/pay/devcontainer.json',
      'release/2',
    ],
    [
      'a branch in the query',
      { branch: 'release/2', path: 'services/pay' },
      {},
      '.devcontainer/pay/devcontainer.json',
      'release/2',
    ],
    [
      'HEAD',
      { refPath: 'HEAD/services/pay' },
      {},
      '.devcontainer/pay/devcontainer.json',
      'main',
    ],
    [
      'a place of the input',
      { refPath: 'main/services/pay' },
      { devcontainerPath: PATH },
      PATH,
      'main',
    ],
  ])('follows %s', async (_, place, input, path, target) => {
    const files = { 'services/pay/package.json': '{}', 'go.mod': '' };
    host.add('main', files, 'x');
    host.add('release/2', files, 'x', 'main');
    located = place;
    const { output } = await run({ component: 'shop', ...input });
    expect(output.path).toBe(path);
    expect(host.pullRequests[0].target).toBe(target);
    const made = JSON.parse(host.files(BRANCH)[path]);
    const isFolder = (place.refPath ?? place.path ?? '').includes('services/');
    expect(made.name).toBe(isFolder ? 'pay' : 'shop');
    expect(made.image).toMatch(isFolder ? /javascript-node/ : /go:1/);
    expect(made.workspaceFolder).toBe(
      isFolder
        ? '/workspaces/${localWorkspaceFolderBasename}/services/pay'
        : undefined,
    );
  });

  it('proposes a text that is given, as it is', async () => {
    const content = '{ "image": "x:1" } // all\n';
    await run({
      component: 'shop',
      content,
      title: 'Mine',
      description: 'Why',
    });
    expect(host.files(BRANCH)[PATH]).toBe(content);
    expect(host.pullRequests[0]).toMatchObject({
      title: 'Mine',
      description: 'Why',
    });
    await expect(
      run({ component: 'shop', branchName: 'b', content: '{"image": 1}' }),
    ).rejects.toThrow(/image must be string/);
    expect(host.branches.has('b')).toBe(false);
  });

  it('proposes a Dockerfile, but not over one', async () => {
    await run({ component: 'shop', dockerfile: true });
    expect(host.files(BRANCH)['.devcontainer/Dockerfile']).toBe(
      'FROM cde.local/devcontainers/go:1\n',
    );
    host = new FakeHost({
      'go.mod': '',
      '.devcontainer/Dockerfile': 'FROM own',
    });
    await run({ component: 'shop', dockerfile: true });
    expect(host.files(BRANCH)['.devcontainer/Dockerfile']).toBe('FROM own');
  });

  it("commits in the person's name, but where the token is theirs", async () => {
    const user = {
      entity: { spec: { profile: { displayName: 'Ada', email: 'ada@x' } } },
    };
    await run({ component: 'shop' }, { user });
    await run({ component: 'shop', branchName: 'b', token: 'mine' }, { user });
    await run({ component: 'shop', branchName: 'c' });
    expect(host.authors).toEqual([
      { name: 'Ada', email: 'ada@x' },
      undefined,
      undefined,
    ]);
    expect(proposers.for.mock.calls.map(([, { token }]) => token)).toEqual([
      undefined,
      'mine',
      undefined,
    ]);
  });

  it('says nothing of the token', async () => {
    const checkpoint = jest.fn(async ({ fn }) => fn());
    const { words, output } = await run(
      { component: 'shop', token: 'canary-token' },
      { checkpoint },
    );
    const remembered = await checkpoint.mock.results[0].value;
    const all = JSON.stringify([
      words,
      output,
      remembered,
      checkpoint.mock.calls,
      host.commits,
      host.pullRequests,
    ]);
    expect(all).not.toContain('canary-token');
  });

  it.each([
    [{}, /either a 'component' or a 'repoUrl'/],
    [
      { component: 'shop', repoUrl: 'x' },
      /either a 'component' or a 'repoUrl'/,
    ],
    [
      { component: 'shop', targetBranch: 'none' },
      /There is no branch 'none' in https:\/\/fake\.example\/shop/,
    ],
    [
      { component: 'shop', devcontainerPath: '../x' },
      /is no place for a devcontainer\.json/,
    ],
    [{ component: 'shop', packages: ['jq'] }, /set 'dockerfile' to true/],
  ])('refuses %j', async (input, message) => {
    await expect(run(input)).rejects.toThrow(message);
    expect(host.changes).toEqual([]);
  });

  it('refuses a component that the caller may not see, or that has no repository', async () => {
    catalog.getEntityByRef.mockResolvedValueOnce(undefined);
    await expect(run({ component: 'other' })).rejects.toThrow(
      /no 'other' in the catalog, or you may not see it/,
    );
    catalog.getEntityByRef.mockResolvedValueOnce({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: { name: 'x' },
    });
    await expect(run({ component: 'x' })).rejects.toThrow(/source-location/);
    expect(proposers.for).not.toHaveBeenCalled();
  });

  it('takes a repository in place of a component', async () => {
    await run({ repoUrl: 'github.com?owner=a&repo=b' });
    expect(locate).toHaveBeenCalledWith('github.com?owner=a&repo=b');
    expect(catalog.getEntityByRef).not.toHaveBeenCalled();
    expect(host.pullRequests).toHaveLength(1);
  });

  it('asks no host in a dry run', async () => {
    const { output, words } = await run(
      { component: 'shop', branchName: 'b' },
      { isDryRun: true },
    );
    expect(output).toEqual({
      remoteUrl: 'https://fake.example/shop',
      branch: 'b',
      created: false,
      path: 'dry-run',
    });
    expect(words[0]).toMatch(/^Dry run: /);
    expect(proposers.for).not.toHaveBeenCalled();
  });

  it('has examples that fit its schema', () => {
    expect(action.examples).toHaveLength(3);
    const { properties } = action.schema!.input as { properties: object };
    for (const { example } of action.examples!) {
      const [step] = parse(example).steps;
      expect(step.action).toBe(action.id);
      expect(Object.keys(properties)).toEqual(
        expect.arrayContaining(Object.keys(step.input)),
      );
    }
  });
});
