import { ResponseError } from '@backstage/errors';
import { aQuotaRefusal, aQuotaUsage, quotaError } from '../__testUtils__';
import {
  byTightness,
  formatAmount,
  fullness,
  isExceeded,
  quotaRefusalOf,
  roomFor,
} from './quota';

const plain = (text: string) => text.replace(/\u00a0/g, ' ');

describe('a refusal', () => {
  it('is found in the answer of the backend', async () => {
    const body = {
      error: {
        name: 'ConflictError',
        message: 'A limit is reached.',
        quota: aQuotaRefusal(),
      },
      response: { statusCode: 409 },
    };
    const error = await ResponseError.fromResponse({
      ok: false,
      status: 409,
      statusText: 'Conflict',
      headers: new Headers({ 'content-type': 'application/json' }),
      text: async () => JSON.stringify(body),
    } as unknown as Response);
    expect(quotaRefusalOf(error)).toEqual(aQuotaRefusal());
  });

  it('is found in an error itself', () =>
    expect(quotaRefusalOf(quotaError())).toEqual(aQuotaRefusal()));

  it.each([
    ['nothing', undefined],
    ['another error', new Error('boom')],
    ['what only looks like one', Object.assign(new Error(), { quota: 'x' })],
    ['one over no limit', quotaError({ exceeded: [] })],
  ])('is not found in %s', (_, error) =>
    expect(quotaRefusalOf(error)).toBeUndefined(),
  );
});

it.each([
  ['running', 3, '3'],
  ['cpu', 2.5, '2.5'],
  ['memory', 2 ** 31, '2 GiB'],
  ['storage', 512 * 2 ** 20, '512 MiB'],
  ['cost', 12.4, '€12.40'],
] as const)('writes %s of %d as %s', (measure, amount, text) =>
  expect(plain(formatAmount(measure, amount, 'EUR'))).toBe(text),
);

it.each([
  [{ used: 3, limit: 6 }, 0.5],
  [{ used: 9, limit: 6 }, 1],
  [{ used: 0, limit: 0 }, 1],
])('%j is full by %d', (changes, share) =>
  expect(fullness(aQuotaUsage(changes))).toBe(share),
);

it.each([
  [{ used: 4, limit: 5, requested: 1 }, false],
  [{ used: 5, limit: 5, requested: 1 }, true],
  [{ used: 0.2, limit: 0.3, requested: 0.1 }, false],
  [{ used: 5, limit: 5 }, false],
])('%j is exceeded: %s', (changes, exceeded) =>
  expect(isExceeded(aQuotaUsage(changes))).toBe(exceeded),
);

it('puts what is in the way first, then the fullest', () => {
  const over = aQuotaUsage({ measure: 'cpu', used: 1, limit: 4, requested: 4 });
  const full = aQuotaUsage({ measure: 'memory', used: 9, limit: 10 });
  const roomy = aQuotaUsage({ used: 1, limit: 10 });
  expect(byTightness([roomy, full, over])).toEqual([over, full, roomy]);
});

it.each([
  ['the limit that ends first', [4, 1], 1],
  ['nothing where one is full', [3, 0], 0],
])('has room for %s', (_, left, room) =>
  expect(
    roomFor(
      left.map(free => aQuotaUsage({ used: 5 - free, limit: 5, requested: 1 })),
    ),
  ).toBe(room),
);

it('does not know the room where nothing was asked for', () =>
  expect(roomFor([aQuotaUsage()])).toBeUndefined());
