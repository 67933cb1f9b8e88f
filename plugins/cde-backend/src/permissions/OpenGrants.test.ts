import { OpenGrants } from './OpenGrants';

describe('OpenGrants', () => {
  it('last for their time, for one user and workspace', () => {
    let now = 0;
    const grants = new OpenGrants({ ttlMs: 1_000, now: () => now });
    grants.add('user:default/bob', 'w1');
    expect(grants.has('user:default/bob', 'w1')).toBe(true);
    expect(grants.has('user:default/bob', 'w2')).toBe(false);
    expect(grants.has('user:default/eve', 'w1')).toBe(false);
    now = 1_000;
    expect(grants.has('user:default/bob', 'w1')).toBe(false);
  });
});
