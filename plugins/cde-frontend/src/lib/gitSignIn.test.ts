import { maySignIn } from './gitSignIn';

describe('maySignIn', () => {
  it.each<[string, string[], boolean]>([
    ['github.com', ['github'], true],
    ['github.com', ['gitlab', 'oidc'], false],
    ['dev.azure.com', ['microsoft'], true],
    ['bitbucket.org', ['bitbucket'], true],
    // A host inside a company may be any of those that the portal knows.
    ['git.acme.example', ['gitlab'], true],
    ['git.acme.example', ['oidc', 'guest'], false],
    ['localhost:3002', [], false],
  ])('%s with %j: %s', (host, providers, expected) => {
    expect(maySignIn(host, providers)).toBe(expected);
  });
});
