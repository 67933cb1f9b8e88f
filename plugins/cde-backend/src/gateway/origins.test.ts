import { foreignRequest, foreignSocket, isNavigation } from './origins';

const own = 'http://abc.localhost:3001';
const navigation = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };

describe('foreignRequest', () => {
  it.each<[string, string, Record<string, string>]>([
    ['a request without any hint', 'GET', {}],
    ['its own fetch', 'GET', { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }],
    ['typing the address', 'GET', { 'sec-fetch-site': 'none', ...navigation }],
    ['a link on another site', 'GET', { 'sec-fetch-site': 'cross-site', ...navigation }],
    ['its own form', 'POST', { origin: own, 'sec-fetch-site': 'same-origin' }],
    ['its own form under no-referrer', 'POST', { origin: 'null', 'sec-fetch-site': 'same-origin' }],
  ])('lets %s pass', (_case, method, headers) => {
    expect(foreignRequest(method, headers, own)).toBeUndefined();
  });

  it.each<[string, string, Record<string, string>]>([
    ['a form on another site', 'POST', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', ...navigation }],
    ['a form on a sibling workspace', 'POST', { origin: 'http://xyz.localhost:3001', 'sec-fetch-site': 'same-site' }],
    ['a change from nowhere', 'POST', {}],
    ['a change from a sandbox', 'DELETE', { origin: 'null' }],
    ['a change from a sandboxed frame', 'PUT', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
    ['a change from its own host over another port', 'PATCH', { origin: 'http://abc.localhost:9999' }],
    ['a change from its own host over https', 'POST', { origin: 'https://abc.localhost:3001' }],
    ['an image on another site', 'GET', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }],
    ['a script on a sibling workspace', 'GET', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' }],
    ['a frame on another site', 'GET', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }],
    ['an unknown method from nowhere', 'PROPFIND', {}],
  ])('stops %s', (_case, method, headers) => {
    expect(foreignRequest(method, headers, own)).toBeDefined();
  });
});

describe('foreignSocket', () => {
  it.each([
    [own, false],
    [undefined, true],
    ['null', true],
    ['https://evil.example', true],
    ['http://xyz.localhost:3001', true],
    ['http://localhost:3000', true],
    [`${own}.evil.example`, true],
    [own.toUpperCase(), true],
  ])('origin %s: %s', (origin, foreign) => {
    expect(foreignSocket({ origin }, own) !== undefined).toBe(foreign);
  });
});

describe('isNavigation', () => {
  it.each<[string, Record<string, string>, boolean]>([
    ['GET', { 'sec-fetch-mode': 'navigate' }, true],
    ['GET', { 'sec-fetch-mode': 'cors', accept: 'text/html' }, false],
    ['GET', { accept: 'text/html,*/*' }, true],
    ['GET', { accept: '*/*' }, false],
    ['POST', { 'sec-fetch-mode': 'navigate' }, false],
  ])('%s %j: %s', (method, headers, expected) => {
    expect(isNavigation(method, headers)).toBe(expected);
  });
});
