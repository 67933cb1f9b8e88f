import { ResponseError } from '@backstage/errors';
import { explainError } from './errors';

describe('explainError', () => {
  const answer = (status: number, error: object = {}) =>
    ResponseError.fromResponse({
      status,
      statusText: 'x',
      ok: false,
      headers: new Headers({ 'content-type': 'application/json' }),
      text: async () =>
        JSON.stringify({
          error: { name: 'Error', message: 'Why.', ...error },
          response: { statusCode: status },
        }),
    } as Response & { ok: false });

  it.each([
    [400, 'refused'],
    [401, 'denied'],
    [403, 'denied'],
    [404, 'missing'],
    [409, 'refused'],
    [500, 'broken'],
    [503, 'unreachable'],
  ])('sorts %d as %s', async (status, kind) => {
    expect(explainError(await answer(status))).toEqual({
      kind,
      message: 'Why.',
      cure: undefined,
    });
  });

  it('passes on what to do', async () => {
    expect(explainError(await answer(400, { cure: 'Do this.' })).cure).toBe(
      'Do this.',
    );
  });

  it('knows a request that got no answer', () => {
    expect(explainError(new TypeError('Failed to fetch')).kind).toBe(
      'unreachable',
    );
    expect(explainError(new Error('bug')).kind).toBe('broken');
  });
});
