import { clearSessionCookie, cookieFromPod, cookiesForPod, sessionCookie, setSessionCookie } from './cookies';

describe('the session cookie', () => {
  it('is read among others', () => {
    expect(sessionCookie('a=b; __Host-cde=token.x.y; c=d')).toBe('token.x.y');
  });

  it.each([undefined, '', 'a=b', 'x__Host-cde=t', '__Host-cde2=t', '__host-cde=t', '__Host-cde=a; __Host-cde=b'])(
    'is not read from %j',
    header => expect(sessionCookie(header)).toBeUndefined(),
  );

  it('is for its host alone, unreadable for scripts and not sent by other sites', () => {
    for (const header of [setSessionCookie('t'), clearSessionCookie()]) {
      expect(header).toMatch(/^__Host-cde=.*; Path=\/; HttpOnly; Secure; SameSite=Lax/);
      expect(header).not.toMatch(/domain/i);
    }
  });
});

describe('cookiesForPod', () => {
  it.each([
    ['a=b; c="d e"', 'a=b; c="d e"'],
    ['__Host-cde=t', ''],
    ['a=b; __Host-cde=t; c=d', 'a=b; c=d'],
    ['__HOST-CDE=t; a=b', 'a=b'],
    ['a=b;__Host-cde=t', 'a=b'],
    ['  __Host-cde = t;a=b', 'a=b'],
    ['a=b; __Host-cde=1; __Host-cde=2', 'a=b'],
    ['backstage-auth=t; a=b', 'a=b'],
    ['Backstage-Auth-Limited=t; a=b', 'a=b'],
    ['backstage-auth-cde=t', ''],
    ['=__Host-cde=t; a=b', 'a=b'],
    ['my-backstage-auth-note=1; a=b', 'my-backstage-auth-note=1; a=b'],
  ])('%j → %j', (header, expected) => expect(cookiesForPod(header)).toBe(expected));
});

describe('cookieFromPod', () => {
  it.each([
    ['a=b', 'a=b'],
    ['a=b; Path=/x; HttpOnly', 'a=b; Path=/x; HttpOnly'],
    ['a=b; Domain=localhost; Path=/', 'a=b; Path=/'],
    ['a=b;domain=.example.com;Secure', 'a=b;Secure'],
    ['a=b; DOMAIN = example.com', 'a=b'],
    ['a=b; Domain', 'a=b'],
    ['a=b; Domain=x; Domain=y', 'a=b'],
    ['domain=1; Path=/', 'domain=1; Path=/'],
    ['__Host-cde=evil; Path=/; Secure', undefined],
    ['__host-CDE=evil', undefined],
    [' =__Host-cde=evil', undefined],
    ['backstage-auth=evil; Domain=localhost', undefined],
  ])('%j → %j', (header, expected) => expect(cookieFromPod(header)).toBe(expected));
});
