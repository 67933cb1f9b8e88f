/* eslint-disable no-script-url -- hostile addresses are what is tested */
import { aContext, aWorkspace } from '../__testUtils__';
import {
  contextRequest,
  openLink,
  placeInside,
  reusable,
  usualComponent,
  webUrl,
} from './contexts';
import { EMPTY_FORM } from './creation';

const COMPONENT = 'component:default/payments-api';

describe('openLink', () => {
  it('keeps every character of an address', () => {
    const url = 'https://dev.azure.com/a/b/_git/c?path=/x&version=GBmain#L1+2';
    const link = new URL(openLink('http://portal/cde/open', url));
    expect(link.searchParams.get('url')).toBe(url);
    expect(link.hash).toBe('');
  });

  it('leads to the empty form without one', () => {
    expect(openLink('/cde/open')).toBe('/cde/open');
  });
});

describe('webUrl', () => {
  it.each([
    ['https://github.com/acme/x/pull/1', 'https://github.com/acme/x/pull/1'],
    ['http://localhost:3002/a/b.git', 'http://localhost:3002/a/b.git'],
    ['javascript:alert(1)', undefined],
    [' java\nscript:alert(1)', undefined],
    ['data:text/html,x', undefined],
    ['git@github.com:acme/x.git', undefined],
    ['ssh://git@github.com/acme/x.git', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%p becomes %p', (url, expected) => expect(webUrl(url)).toBe(expected));
});

describe('contextRequest', () => {
  const context = aContext();

  it('asks for what the backend proposes, with what was chosen', () => {
    const request = contextRequest(context, COMPONENT, {
      ...EMPTY_FORM,
      resourceClass: 'medium',
    });
    expect(JSON.parse(JSON.stringify(request))).toEqual({
      component: COMPONENT,
      ref: { type: 'branch', name: 'fix/timeouts' },
      resourceClass: 'medium',
    });
  });

  it('asks for the repository alone without a component', () => {
    expect(
      JSON.parse(JSON.stringify(contextRequest(context, '', EMPTY_FORM))),
    ).toEqual({
      repositoryUrl: 'https://github.com/acme/payments-api.git',
      ref: { type: 'branch', name: 'fix/timeouts' },
    });
  });
});

describe('reusable', () => {
  const mine = aWorkspace({ id: 'a' });
  const others = aWorkspace({ id: 'b', component: 'component:default/web' });
  const context = aContext({ workspaces: [mine, others] });
  const ids = (component: string, current = [mine, others]) =>
    reusable(context, component, current).map(({ id }) => id);

  it('trusts the backend for what it proposes', () => {
    expect(usualComponent(context)).toBe(COMPONENT);
    expect(ids(COMPONENT)).toEqual(['a', 'b']);
  });

  it('keeps to another component once that is chosen', () => {
    expect(ids('component:default/web')).toEqual(['b']);
    expect(ids('')).toEqual([]);
  });

  it('knows them as they are now, without those that go', () => {
    expect(ids(COMPONENT, [{ ...mine, desired: 'deleted' }])).toEqual([]);
    const [now] = reusable(context, COMPONENT, [{ ...mine, phase: 'Stopped' }]);
    expect(now.phase).toBe('Stopped');
    expect(reusable(context, COMPONENT, undefined)).toEqual([mine, others]);
  });
});

describe('placeInside', () => {
  it.each([
    [{ path: 'src/a.ts', line: 12 }, 'src/a.ts:12'],
    [{ path: 'src' }, 'src'],
    [{}, undefined],
  ])('of %p is %p', (context, expected) =>
    expect(placeInside(context)).toBe(expected),
  );
});
