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
  auditReadPermission,
  generalPermissions,
  templatePublishPermission,
  templateUsePermission,
  workspaceAdministerPermission,
  workspaceCreatePermission,
  workspaceDeletePermission,
  workspaceOpenPermission,
  workspaceReadPermission,
  workspaceSharePermission,
  workspaceUpdatePermission,
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

  const conditions = async (permission: Permission) => {
    const decision = await decide(permission, person('ana', 'payments'));
    return JSON.stringify(
      decision.result === AuthorizeResult.CONDITIONAL && decision.conditions,
    );
  };

  it.each(
    [
      workspaceUpdatePermission,
      workspaceDeletePermission,
      workspaceSharePermission,
    ].map(permission => [permission.name, permission]),
  )('%s is for owners only', async (_name, permission) => {
    expect(await decide(permission, person('ana', 'payments'))).toMatchObject({
      result: AuthorizeResult.CONDITIONAL,
      pluginId: 'cde',
      conditions: { rule: 'isOwner', params: { owners: ['user:default/ana'] } },
    });
  });

  it('lets those see a workspace whom it is shared with, and who own its component', async () => {
    const reading = await conditions(workspaceReadPermission);
    expect(reading).toContain('isSharedWith');
    expect(reading).toContain('isOwnerOfEntity');
    const opening = await conditions(workspaceOpenPermission);
    expect(opening).toContain('"role":"use"');
    expect(opening).not.toContain('isOwnerOfEntity');
  });

  it('lets the group that owns a template publish it, and all use it', async () => {
    expect(
      await decide(templateUsePermission, person('ana', 'payments')),
    ).toEqual({ result: AuthorizeResult.ALLOW });
    expect(await conditions(templatePublishPermission)).toContain(
      '"params":{"claims":["user:default/ana","group:default/payments"]}}',
    );
  });

  it('leaves administration to the platform team', async () => {
    for (const permission of [
      ...generalPermissions,
      workspaceAdministerPermission,
    ]) {
      expect(await decide(permission, person('ana', 'payments'))).toEqual({
        result: AuthorizeResult.DENY,
      });
      expect(await decide(permission, person('pat', 'platform'))).toEqual({
        result: AuthorizeResult.ALLOW,
      });
    }
    expect(await decide(auditReadPermission)).toEqual({
      result: AuthorizeResult.DENY,
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
