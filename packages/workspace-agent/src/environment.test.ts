import type { AgentSpec } from '@backstage-cde/plugin-cde-common';
import { applyRemoteEnv, expand, workspaceEnvironment } from './environment';

const container = { PATH: '/usr/bin', LANG: 'C.UTF-8', EMPTY: '' };

it.each([
  ['${containerEnv:PATH}:/opt/bin', '/usr/bin:/opt/bin'],
  ['${containerEnv:NOPE}', ''],
  ['${containerEnv:NOPE:fallback}', 'fallback'],
  ['${containerEnv:LANG:fallback}', 'C.UTF-8'],
  ['${containerEnv:EMPTY:fallback}', ''],
  ['${containerEnv:NOPE:http://x:80}', 'http://x:80'],
  ['$PATH ${PATH} ${env:PATH}', '$PATH ${PATH} ${env:PATH}'],
])('expands %s', (value, expected) => {
  expect(expand(value, container)).toBe(expected);
});

it('sets and takes away', () => {
  const remoteEnv = { LANG: null, A: 'b', PATH: '/x:${containerEnv:PATH}' };
  expect(applyRemoteEnv(container, remoteEnv)).toEqual({
    PATH: '/x:/usr/bin',
    EMPTY: '',
    A: 'b',
  });
});

it('names the workspace, and finds a home and a shell', () => {
  const spec = {
    workspace: {
      id: 'w1',
      name: 'Ada',
      portalUrl: 'http://portal.test',
      portalTitle: 'Payments',
    },
    remoteEnv: {},
  } as unknown as AgentSpec;
  const env = workspaceEnvironment(
    spec,
    { HOME: '/nowhere', SHELL: '/sbin/nologin' },
    '/tmp/home',
  );
  expect(env).toMatchObject({
    CDE_WORKSPACE_ID: 'w1',
    CDE_WORKSPACE_NAME: 'Ada',
    CDE_PORTAL_URL: 'http://portal.test',
    CDE_PORTAL_TITLE: 'Payments',
  });
  expect(env.HOME).not.toBe('/nowhere');
  expect(env.SHELL).toMatch(/sh$/);
});
