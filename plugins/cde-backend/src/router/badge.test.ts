import { mockCredentials } from '@backstage/backend-test-utils';
import request from 'supertest';
import { startPortal } from '../testing/portal';

// A whole backend on a machine that may be busy.
jest.setTimeout(120_000);

describe('the badge', () => {
  let portal: Awaited<ReturnType<typeof startPortal>>;
  beforeAll(async () => {
    portal = await startPortal({ gitHost: 'localhost:1', entities: [] });
  });
  afterAll(() => portal?.stop());

  const anonymous = (path: string) =>
    request(portal.server)
      .get(`/api/cde${path}`)
      .set('Authorization', mockCredentials.none.header());

  it('is shown to anybody, on pages of any origin, and may be kept', async () => {
    const { headers, body } = await anonymous('/badge.svg').expect(200);
    expect(headers).toMatchObject({
      'content-type': 'image/svg+xml; charset=utf-8',
      'cache-control': 'public, max-age=86400',
      'cross-origin-resource-policy': 'cross-origin',
      'content-security-policy': "default-src 'none'; sandbox",
    });
    expect(String(body)).toContain('dev environment');
  });

  it('is the same whatever is asked with it', async () => {
    const plain = await anonymous('/badge.svg');
    const asked = await anonymous(
      '/badge.svg?text=%3Cscript%3Ealert(1)%3C%2Fscript%3E',
    );
    expect(String(asked.body)).toBe(String(plain.body));
    expect(String(asked.body)).not.toContain('script');
  });

  it.each(['/workspaces', '/badge.svg/..%2Fworkspaces', '/badge.svgs'])(
    'opens nothing else: %s',
    async path => {
      const { status } = await anonymous(path);
      expect([401, 404]).toContain(status);
    },
  );

  it('cannot be changed', async () => {
    const { status } = await request(portal.server)
      .put('/api/cde/badge.svg')
      .set('Authorization', mockCredentials.none.header())
      .send('<svg/>');
    expect(status).toBe(404);
  });
});
