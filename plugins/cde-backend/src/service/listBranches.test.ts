import { mockServices } from '@backstage/backend-test-utils';
import type {
  DescribedBranch,
  SourceProvider,
} from '@backstage-cde/plugin-cde-node';
import { Sources } from '../devcontainers';
import { listBranches } from './listBranches';

const location = { url: 'https://git.example/acme/shop.git', name: 'shop' };
const branches = ['a', 'b', 'c', 'main', 'moved'].map(name => ({
  name,
  commit: `at-${name}`,
}));
const described = (name: string, day: number, commit = `at-${name}`) => ({
  name,
  commit,
  updatedAt: `2026-01-0${day}T00:00:00.000Z`,
  author: 'Ana',
});

function list(describe?: () => Promise<DescribedBranch[]>) {
  const provider: SourceProvider = {
    name: 'test',
    hosts: () => ['git.example'],
    locate: () => location,
    listRefs: async () => ({ defaultBranch: 'main', branches, tags: [] }),
    findDevcontainerFiles: async () => [],
    readText: async () => undefined,
    ...(describe && { describeBranches: describe }),
  };
  const logger = mockServices.logger.mock();
  return listBranches(new Sources([provider]), location, logger);
}

const NAMES_ONLY = {
  defaultBranch: 'main',
  branches: ['main', 'a', 'b', 'c', 'moved'].map(name => ({
    name,
    commit: `at-${name}`,
  })),
};

describe('listBranches', () => {
  it('has the default branch first, then the recent ones, then those without a date', async () => {
    const found = await list(async () => [
      described('b', 2),
      described('c', 3),
      described('main', 1),
      described('moved', 4, 'elsewhere'),
    ]);
    expect(found).toEqual({
      defaultBranch: 'main',
      branches: [
        described('main', 1),
        described('c', 3),
        described('b', 2),
        { name: 'a', commit: 'at-a' },
        // What was said of another commit is not said of this one.
        { name: 'moved', commit: 'at-moved' },
      ],
    });
  });

  it('has the names where a host tells nothing, fails, or takes too long', async () => {
    expect(await list()).toEqual(NAMES_ONLY);
    const failing = async () => {
      throw new Error('The disk is full');
    };
    expect(await list(failing)).toEqual(NAMES_ONLY);
    const started = Date.now();
    expect(await list(() => new Promise(() => {}))).toEqual(NAMES_ONLY);
    expect(Date.now() - started).toBeGreaterThan(3_000);
  });
});
