import { headersForPod, headersFromPod } from './headers';

const facts = { host: 'abc.localhost:3001', protocol: 'http' as const, clientAddress: '192.0.2.1' };
const own = [
  'Host', 'abc.localhost:3001',
  'X-Forwarded-For', '192.0.2.1',
  'X-Forwarded-Host', 'abc.localhost:3001',
  'X-Forwarded-Proto', 'http',
];
const jwt = (typ: string) => `${Buffer.from(JSON.stringify({ alg: 'ES256', typ })).toString('base64url')}.e30.s`;

describe('headersForPod', () => {
  it.each<[string, string[], string[]]>([
    ['ordinary ones', ['Accept', '*/*', 'X-Custom', '1'], ['Accept', '*/*', 'X-Custom', '1']],
    ['the same one twice', ['X-A', '1', 'x-a', '2'], ['X-A', '1', 'x-a', '2']],
    ['the host', ['host', 'evil.example'], []],
    ['forwarding', ['Forwarded', 'for=1', 'X-Forwarded-For', '1', 'x-forwarded-host', 'evil', 'X-FORWARDED-PREFIX', '/', 'X-Real-IP', '1'], []],
    ['the connection', ['Connection', 'keep-alive', 'Keep-Alive', 'timeout=5', 'TE', 'trailers', 'Trailer', 'x', 'Upgrade', 'h2c', 'HTTP2-Settings', 'x', 'Expect', '100-continue'], []],
    ['framing', ['Transfer-Encoding', 'chunked', 'Content-Length', '3'], ['Content-Length', '3']],
    ['what Connection names', ['Connection', 'close, X-Hop', 'connection', 'x-other', 'X-Hop', '1', 'x-Other', '2', 'X-Stay', '3'], ['X-Stay', '3']],
    ['a Connection that names the framing', ['Connection', 'Content-Length', 'Content-Length', '3'], ['Content-Length', '3']],
    ['proxy credentials', ['Proxy-Authorization', 'Basic x', 'proxy-connection', 'close'], []],
    ['cookies of ours, in several headers', ['Cookie', 'a=1; __Host-cde=t', 'cookie', 'backstage-auth=x; b=2'], ['Cookie', 'a=1; b=2']],
    ['only cookies of ours', ['cOOkie', '__Host-cde=t'], []],
    ['a user token of the portal', ['Authorization', `Bearer ${jwt('vnd.backstage.user')}`], []],
    ['a limited token of the portal in odd case', ['aUTHORIZATION', `bEARER   ${jwt('VND.backstage.limited-user')}`], []],
    ['a plugin token of the portal beside an own one', ['Authorization', `Bearer ${jwt('vnd.backstage.plugin')}`, 'authorization', 'Bearer mine'], ['authorization', 'Bearer mine']],
    ["the app's own token", ['Authorization', `Bearer ${jwt('JWT')}`], ['Authorization', `Bearer ${jwt('JWT')}`]],
    ["the app's own password", ['Authorization', 'Basic dTpw'], ['Authorization', 'Basic dTpw']],
    ['a token that is no JWT', ['Authorization', 'Bearer e.e.e'], ['Authorization', 'Bearer e.e.e']],
  ])('treats %s', (_case, sent, expected) => {
    expect(headersForPod(sent, facts)).toEqual([...own, ...expected]);
  });
});

describe('headersFromPod', () => {
  it.each<[string, string[], string[]]>([
    ['ordinary ones', ['Content-Type', 'text/html', 'ETag', '"1"'], ['Content-Type', 'text/html', 'ETag', '"1"']],
    ['the connection', ['Connection', 'X-Hop, keep-alive', 'X-Hop', '1', 'Keep-Alive', 'timeout=5', 'Transfer-Encoding', 'chunked'], []],
    ['cookies', ['Set-Cookie', 'a=b; Domain=localhost', 'set-cookie', '__Host-cde=x', 'Set-Cookie', 'c=d'], ['Set-Cookie', 'a=b', 'Set-Cookie', 'c=d']],
    ['what reaches beyond its host', ['Clear-Site-Data', '"*"', 'Alt-Svc', 'h3=":443"'], []],
  ])('treats %s', (_case, sent, expected) => {
    expect(headersFromPod(sent)).toEqual(expected);
    expect(headersFromPod(sent, 'ours')).toEqual([...expected, 'Set-Cookie', 'ours']);
  });
});
