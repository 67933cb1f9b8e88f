import { mockServices } from '@backstage/backend-test-utils';
import { NotFoundError, NotModifiedError } from '@backstage/errors';

import { ScmIntegrations } from '@backstage/integration';
import type { DevcontainerInspection } from '@backstage-cde/plugin-cde-common';
import { Changes, repositoryKey } from '../repositories';
import { DevcontainerWatch, type Findings } from './DevcontainerWatch';

const MINUTE = 60_000;
const GITHUB = 'https://github.com/acme/pay/tree/main/';
const PLAIN = 'http://git.example/acme/pay.git';
const FILE = '.devcontainer/devcontainer.json';
const VALID = '{ "image": "base:1" }';
const BROKEN = '{ "image": "base:1", "privileged": true }';

/** A host whose requests are counted. */
function setup() {
  let now = 1_000_000_000;
  const requests: string[] = [];
  const repository = {
    text: VALID as string | undefined,
    failure: undefined as unknown,
  };
  const etag = () => `etag of ${repository.text}`;
  const readUrl = jest.fn(async (url: string, options?: { etag?: string }) => {
    requests.push(`read ${url}`);
    if (repository.failure) throw repository.failure;
    if (repository.text === undefined) throw new NotFoundError(url);
    if (options?.etag === etag()) throw new NotModifiedError();
    const text = repository.text;
    return { buffer: async () => Buffer.from(text), etag: etag() };
  });
  const inspect = jest.fn(
    async (url: string, pushedAt: number): Promise<DevcontainerInspection> => {
      requests.push(`inspect${pushedAt ? ' anew' : ''} ${url}`);
      if (repository.failure) throw repository.failure;
      return {
        repositoryUrl: 'https://host.example/acme/pay.git',
        commit: 'c',
        unsupported: [],
        ...(repository.text === undefined
          ? { status: 'none', paths: [] }
          : { status: 'valid', paths: [FILE] }),
      };
    },
  );
  const logger = mockServices.logger.mock();
  const kept = new Map<string, unknown>();
  const changes = new Changes({
    cache: mockServices.cache.mock({
      get: (async (key: string) => kept.get(key)) as never,
      set: (async (key: string, value: unknown) => {
        kept.set(key, value);
      }) as never,
    }),
    logger,
    now: () => now,
  });
  const watch = new DevcontainerWatch({
    settings: { checkMs: 5 * MINUTE, surveyMs: 60 * MINUTE, timeoutMs: 200 },
    inspect,
    reader: mockServices.urlReader.mock({ readUrl: readUrl as never }),
    integrations: ScmIntegrations.fromConfig(mockServices.rootConfig()),
    plainHosts: ['git.example'],
    changes,
    logger,
    now: () => now,
  });
  return {
    repository,
    readUrl,
    inspect,
    logger,
    changes,
    look: (url: string, former?: Findings) =>
      watch.look(url, repositoryKey(url)!, former),
    wait: (ms: number) => {
      now += ms;
    },
    /** What was asked since the last call. */
    asked: () => requests.splice(0),
  };
}

describe('DevcontainerWatch', () => {
  it('looks at all places once, and then asks for the file in use alone, by its etag', async () => {
    const { look, wait, asked, readUrl, repository } = setup();
    const first = await look(GITHUB);
    expect(first?.finding).toEqual({
      status: 'valid',
      paths: [FILE],
      unsupported: [],
    });
    expect(asked()).toEqual([`inspect ${GITHUB}`]);
    // Processed again at once: nothing is asked.
    expect(await look(GITHUB, first)).toBe(first);
    expect(asked()).toEqual([]);

    const file = `read https://github.com/acme/pay/blob/main/${FILE}`;
    wait(5 * MINUTE);
    const second = await look(GITHUB, first);
    expect(asked()).toEqual([file]);
    expect(second).toMatchObject({ etag: `etag of ${VALID}` });
    wait(5 * MINUTE);
    const third = await look(GITHUB, second);
    expect(asked()).toEqual([file]);
    expect(readUrl.mock.calls.at(-1)![1]).toMatchObject({
      etag: `etag of ${VALID}`,
    });
    expect(third!.finding).toBe(second!.finding);

    repository.text = BROKEN;
    wait(5 * MINUTE);
    const changed = await look(GITHUB, third);
    expect(asked()).toEqual([file]);
    expect(changed).toMatchObject({
      finding: {
        status: 'warnings',
        paths: [FILE],
        unsupported: ['privileged'],
      },
      etag: `etag of ${BROKEN}`,
    });
  });

  it('looks at all places when the file is gone, or after a while', async () => {
    const { look, wait, asked, repository } = setup();
    const first = await look(GITHUB);
    asked();
    wait(60 * MINUTE);
    const second = await look(GITHUB, first);
    expect(asked()).toEqual([`inspect ${GITHUB}`]);
    repository.text = undefined;
    wait(5 * MINUTE);
    const third = await look(GITHUB, second);
    expect(asked()).toEqual([
      `read https://github.com/acme/pay/blob/main/${FILE}`,
      `inspect ${GITHUB}`,
    ]);
    expect(third).toMatchObject({ finding: { status: 'none' } });
  });

  it('remembers that there is none, until a push or for a while', async () => {
    const { look, wait, asked, repository, changes } = setup();
    repository.text = undefined;
    let known = await look(GITHUB);
    expect(asked()).toEqual([`inspect ${GITHUB}`]);
    for (let round = 0; round < 11; round++) {
      wait(5 * MINUTE);
      known = await look(GITHUB, known);
    }
    expect(asked()).toEqual([]);
    wait(5 * MINUTE);
    known = await look(GITHUB, known);
    expect(asked()).toEqual([`inspect ${GITHUB}`]);

    repository.text = VALID;
    await changes.note(repositoryKey('https://github.com/Acme/pay.git')!);
    wait(1000);
    known = await look(GITHUB, known);
    expect(asked()).toEqual([`inspect anew ${GITHUB}`]);
    expect(known).toMatchObject({ finding: { status: 'valid' } });
    expect(await look(GITHUB, known)).toBe(known);
    expect(asked()).toEqual([]);
  });

  it('asks plain hosts through git alone, as often as others for one file', async () => {
    const { look, wait, asked } = setup();
    let known = await look(PLAIN);
    wait(4 * MINUTE);
    known = await look(PLAIN, known);
    expect(asked()).toEqual([`inspect ${PLAIN}`]);
    wait(MINUTE);
    await look(PLAIN, known);
    expect(asked()).toEqual([`inspect ${PLAIN}`]);
  });

  it('asks once for the components of one repository', async () => {
    const { look, wait, asked } = setup();
    const folders = ['a', 'b', 'c'].map(name => `${GITHUB}services/${name}/`);
    const known = await Promise.all(folders.map(url => look(url)));
    expect(asked()).toHaveLength(3);
    wait(5 * MINUTE);
    await Promise.all(folders.map((url, index) => look(url, known[index])));
    expect(asked()).toEqual([
      `read https://github.com/acme/pay/blob/main/${FILE}`,
    ]);
  });

  it('begins anew when the component moves', async () => {
    const { look, asked } = setup();
    const known = await look(GITHUB);
    asked();
    await look(PLAIN, known);
    expect(asked()).toEqual([`inspect ${PLAIN}`]);
  });

  it('keeps what it knew while a host is away, warns once, and leaves it alone for a minute', async () => {
    const { look, wait, asked, repository, logger } = setup();
    const known = await look(GITHUB);
    asked();
    repository.failure = new Error('ECONNREFUSED');
    wait(5 * MINUTE);
    expect(await look(GITHUB, known)).toBe(known);
    expect(asked()).toHaveLength(1);
    expect(await look(GITHUB, known)).toBe(known);
    expect(await look('https://github.com/acme/new', undefined)).toBe(
      undefined,
    );
    expect(asked()).toEqual([]);
    wait(MINUTE);
    expect(await look(GITHUB, known)).toBe(known);
    expect(asked()).toHaveLength(1);
    expect(logger.warn).toHaveBeenCalledTimes(1);
    expect(logger.debug).toHaveBeenCalledTimes(1);

    repository.failure = undefined;
    wait(MINUTE);
    expect(await look(GITHUB, known)).toMatchObject({
      finding: { status: 'valid' },
    });
    expect(logger.info).toHaveBeenCalledWith('github.com answers again');
  });

  it('does not wait for a host that does not answer', async () => {
    const { look, inspect, logger } = setup();
    inspect.mockImplementation(() => new Promise(() => {}));
    const begun = performance.now();
    expect(await look(PLAIN)).toBeUndefined();
    expect(performance.now() - begun).toBeLessThan(5_000);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('no answer within 0.2 seconds'),
    );
  });

  it('tells a refusal from a failure', async () => {
    const { look, wait, asked, repository, logger } = setup();
    repository.failure = Object.assign(new Error('Request failed'), {
      statusCode: 400,
      body: { error: { message: 'There is no git repository at …' } },
    });
    const known = await look(PLAIN);
    expect(known?.finding).toEqual({
      status: 'unknown',
      paths: [],
      unsupported: [],
      problem: 'There is no git repository at …',
    });
    expect(logger.warn).not.toHaveBeenCalled();
    asked();
    wait(30 * MINUTE);
    await look(PLAIN, known);
    expect(asked()).toEqual([]);
    wait(30 * MINUTE);
    await look(PLAIN, known);
    expect(asked()).toHaveLength(1);

    repository.failure = Object.assign(new Error('Too many'), {
      statusCode: 429,
    });
    wait(60 * MINUTE);
    expect(await look(PLAIN, known)).toBe(known);
    expect(logger.warn).toHaveBeenCalledTimes(1);
  });
});
