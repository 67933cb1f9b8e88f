import { mockCredentials } from '@backstage/backend-test-utils';
import {
  catalogEntityDeletePermission,
  catalogEntityReadPermission,
} from '@backstage/plugin-catalog-common/alpha';
import {
  AuthorizeResult,
  type Permission,
} from '@backstage/plugin-permission-common';
import {
  cdePermissions,
  workspaceCreatePermission,
} from '@backstage-cde/plugin-cde-common';
import { ExamplePolicy } from './permissionPolicy';

const person = (name: string, ...teams: string[]) => ({
  credentials: mockCredentials.user(`user:default/${name}`),
  info: {
    userEntityRef: `user:default/${name}`,
    ownershipEntityRefs: [
      `user:default/${name}`,
      ...teams.map(team => `group:default/${team}`),
    ],
  },
});

describe('the example policy', () => {
  const decide = (permission: Permission, user?: ReturnType<typeof person>) =>
    new ExamplePolicy().handle({ permission }, user);

  it('lets members of a team make workspaces, and nobody else', async () => {
    expect(
      await decide(workspaceCreatePermission, person('ana', 'payments')),
    ).toEqual({ result: AuthorizeResult.ALLOW });
    expect(await decide(workspaceCreatePermission, person('otto'))).toEqual({
      result: AuthorizeResult.DENY,
    });
    expect(await decide(workspaceCreatePermission)).toEqual({
      result: AuthorizeResult.DENY,
    });
  });

  it.each(
    cdePermissions
      .filter(permission => permission !== workspaceCreatePermission)
      .map(permission => [permission.name, permission]),
  )('%s is for owners only', async (_name, permission) => {
    expect(await decide(permission, person('ana', 'payments'))).toMatchObject({
      result: AuthorizeResult.CONDITIONAL,
      pluginId: 'cde',
      conditions: { params: { owners: ['user:default/ana'] } },
    });
  });

  it('shows the catalog to everybody and lets owners change it', async () => {
    expect(await decide(catalogEntityReadPermission, person('otto'))).toEqual({
      result: AuthorizeResult.ALLOW,
    });
    expect(
      await decide(catalogEntityDeletePermission, person('ben', 'storefront')),
    ).toMatchObject({
      result: AuthorizeResult.CONDITIONAL,
    });
  });
});
