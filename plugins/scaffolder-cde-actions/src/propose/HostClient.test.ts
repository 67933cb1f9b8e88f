import { registerMswTestHooks } from '@backstage/backend-test-utils';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { at, HostClient, slashed } from './HostClient';

describe('HostClient', () => {
  const server = setupServer();
  registerMswTestHooks(server);
  const client = (
    credentials: 'yours' | "the portal's" = "the portal's",
    signal?: AbortSignal,
  ) =>
    new HostClient({
      vendor: 'GitHub',
      baseUrl: 'https://api.example',
      headers: { Authorization: 'Bearer canary-token' },
      credentials,
      signal,
    });
  const answer = (status: number, body: object | string = {}) =>
    server.use(
      http.all('https://api.example/x', () =>
        typeof body === 'string'
          ? new HttpResponse(body, { status })
          : HttpResponse.json(body as any, { status }),
      ),
    );

  it.each<[number, object | string, string, RegExp]>([
    [
      401,
      { message: 'Bad credentials' },
      'NotAllowedError',
      /does not accept the portal's credentials: Bad credentials\. Ask whoever runs the portal/,
    ],
    [
      403,
      { message: 'Resource not accessible' },
      'NotAllowedError',
      /does not allow this: Resource not accessible\./,
    ],
    [
      404,
      {},
      'NotFoundError',
      /has no such repository, or does not show it to the portal\. Ask/,
    ],
    [
      409,
      { message: 'sha does not match' },
      'ConflictError',
      /refused the change: sha does not match/,
    ],
    [
      422,
      {
        message: 'Validation Failed',
        errors: [{ message: 'A pull request already exists' }],
      },
      'ConflictError',
      /Validation Failed; A pull request already exists/,
    ],
    [
      400,
      { error: { message: 'bad branch' } },
      'InputError',
      /refused the request \(400\): bad branch/,
    ],
    [
      400,
      { errors: [{ message: 'one' }, { message: 'two' }] },
      'InputError',
      /: one; two/,
    ],
    [400, { message: ['one', 'two'] }, 'InputError', /: one; two/],
    [
      429,
      {},
      'ServiceUnavailableError',
      /could not be reached: it answered 429/,
    ],
    [
      500,
      '<html>secrets of the server</html>',
      'ServiceUnavailableError',
      /could not be reached: it answered 500\. Start the task again/,
    ],
    [301, {}, 'InputError', /The repository has moved/],
  ])('turns %s with %j into an error', async (status, body, name, message) => {
    answer(status, body);
    const error = await client()
      .post<never>('/x', {})
      .catch((cause: Error) => cause);
    expect(error.name).toBe(name);
    expect(error.message).toMatch(message);
    expect(error.message).not.toMatch(/canary|<html>/);
  });

  it('tells users what they can do about their own credentials', async () => {
    answer(401);
    await expect(client('yours').get('/x')).rejects.toThrow(
      /does not accept your credentials\. Sign in to it again/,
    );
  });

  it('takes 404 for nothing where that is asked', async () => {
    answer(404);
    expect(await client().find('/x')).toBeUndefined();
    expect(await client().text('/x')).toBeUndefined();
    answer(403);
    await expect(client().find('/x')).rejects.toThrow(/does not allow/);
  });

  it('follows no redirect with its credentials', async () => {
    let followed = false;
    server.use(
      http.get('https://api.example/x', () =>
        HttpResponse.redirect('https://evil.example/'),
      ),
      http.get('https://evil.example/', () => {
        followed = true;
        return HttpResponse.json({});
      }),
    );
    await expect(client().get('/x')).rejects.toThrow(/has moved/);
    expect(followed).toBe(false);
  });

  it('says that a host cannot be reached', async () => {
    server.use(http.get('https://api.example/x', () => HttpResponse.error()));
    await expect(client().get('/x')).rejects.toThrow(
      /GitHub \(api\.example\) could not be reached: /,
    );
  });

  it('stops when the task is cancelled', async () => {
    server.use(
      http.get('https://api.example/x', () => new Promise<never>(() => {})),
    );
    const signal = AbortSignal.timeout(50);
    await expect(client(undefined, signal).get('/x')).rejects.toThrow(
      /timeout|abort/i,
    );
  });

  it('encodes what it puts into URLs', () => {
    expect(at`/a/${'b/c ?#'}/${slashed('d e/..f/g')}?x=${1}`).toBe(
      '/a/b%2Fc%20%3F%23/d%20e/..f/g?x=1',
    );
    expect(() => at`/a/${'..'}`).toThrow(/no name/);
    expect(() => slashed('a/../b')).toThrow(/no name/);
  });
});
