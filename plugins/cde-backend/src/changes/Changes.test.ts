import { ServiceUnavailableError } from '@backstage/errors';
import type { ChangeRequest } from '@backstage-cde/plugin-cde-common';
import type { ChangeHost } from '@backstage-cde/plugin-cde-node';
import { Changes } from './Changes';
import { HostRefusal } from './HostRefusal';

const URL = 'https://git.example/acme/shop.git';
const CHANGE: ChangeRequest = {
  id: '1',
  title: 'One',
  url: 'https://git.example/acme/shop/1',
  sourceBranch: 'one',
  fork: false,
  draft: false,
};

function hostWith(parts: Partial<ChangeHost>): ChangeHost {
  return {
    name: 'test',
    supports: url => url === URL,
    list: async () => ({ items: [CHANGE], isComplete: true }),
    get: async () => CHANGE,
    ...parts,
  };
}

describe('Changes', () => {
  it('asks the first host that knows the repository', async () => {
    const others = hostWith({ supports: () => false });
    const changes = new Changes([others, hostWith({})]);
    expect(await changes.list(URL)).toEqual({
      supported: true,
      items: [CHANGE],
    });
    expect(await changes.get(URL, '1')).toEqual(CHANGE);
    const elsewhere = 'https://plain.example/acme/shop.git';
    expect(await changes.list(elsewhere)).toEqual({
      supported: false,
      items: [],
    });
    await expect(changes.get(elsewhere, '1')).rejects.toThrow(
      /plain\.example cannot be asked for pull requests; open the branch/,
    );
  });

  it('asks once for a while, whoever asks, and after a refusal, too', async () => {
    let now = 0;
    const list = jest.fn(async () => ({ items: [CHANGE], isComplete: false }));
    const get = jest.fn(async () => {
      throw new HostRefusal('RateLimited', 'Spent', 'Wait');
    });
    const changes = new Changes([hostWith({ list, get })], () => now);
    const answers = await Promise.all([changes.list(URL), changes.list(URL)]);
    expect(answers[1]).toMatchObject({ problem: { reason: 'TooMany' } });
    expect(list).toHaveBeenCalledTimes(1);
    now += 29_000;
    await changes.list(URL);
    expect(list).toHaveBeenCalledTimes(1);
    now += 2_000;
    await changes.list(URL);
    expect(list).toHaveBeenCalledTimes(2);

    await expect(changes.get(URL, '1')).rejects.toThrow('Spent. Wait');
    await expect(changes.get(URL, '1')).rejects.toThrow('Spent. Wait');
    await expect(changes.get(URL, '2')).rejects.toThrow('Spent. Wait');
    expect(get).toHaveBeenCalledTimes(2);
  });

  it.each([
    ['Unauthorized', 'NotAllowedError'],
    ['NotFound', 'NotFoundError'],
    ['RateLimited', 'ServiceUnavailableError'],
    ['Unavailable', 'ServiceUnavailableError'],
  ])('%s is a problem of a list, and a %s for one', async (reason, name) => {
    const refuse = async () => {
      throw new HostRefusal(reason, 'Why', 'What to do');
    };
    const changes = new Changes([hostWith({ list: refuse, get: refuse })]);
    expect(await changes.list(URL)).toEqual({
      supported: true,
      items: [],
      problem: { reason, message: 'Why', cure: 'What to do' },
    });
    await expect(changes.get(URL, '1')).rejects.toMatchObject({ name });
  });

  it('takes refusals of added hosts for problems, and other errors for errors', async () => {
    const fail = (error: Error) =>
      new Changes([
        hostWith({
          list: async () => {
            throw error;
          },
        }),
      ]).list(URL);
    expect(await fail(new ServiceUnavailableError('Away'))).toMatchObject({
      problem: { reason: 'ServiceUnavailable', message: 'Away' },
    });
    await expect(fail(new Error('A mistake'))).rejects.toThrow('A mistake');
  });
});
