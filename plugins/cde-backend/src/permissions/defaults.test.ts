import {
  workspaceAdministerPermission,
  workspaceDeletePermission,
  workspaceOpenPermission,
  workspaceReadPermission,
  workspaceSharePermission,
  workspaceUpdatePermission,
} from '@backstage-cde/plugin-cde-common';
import { matchesFilter, NO_FACTS } from '../workspaces';
import { newWorkspace } from '../testing/workspaces';
import { defaultCriteria, type DefaultRules } from './defaults';

const PERMISSIONS = {
  read: workspaceReadPermission,
  update: workspaceUpdatePermission,
  open: workspaceOpenPermission,
  share: workspaceSharePermission,
  delete: workspaceDeletePermission,
  administer: workspaceAdministerPermission,
};
const OWNER_RULES: DefaultRules = {
  unconditionalAllow: 'owner',
  policyInForce: false,
  administratorsMayOpen: false,
};
const workspace = newWorkspace({ ownerRef: 'user:default/ada' });
const facts = {
  ...NO_FACTS,
  shares: [
    { grantee: 'user:default/vera', role: 'view' as const },
    { grantee: 'group:default/guild', role: 'use' as const },
  ],
};
const person = (name: string, groups: string[] = [], admin = false) => ({
  user: `user:default/${name}`,
  refs: [`user:default/${name}`, ...groups],
  admin,
});

function allowed(
  claims: ReturnType<typeof person>,
  rules: Partial<DefaultRules> = {},
): string {
  return Object.entries(PERMISSIONS)
    .filter(([, permission]) => {
      const criteria = defaultCriteria(permission, claims, {
        ...OWNER_RULES,
        ...rules,
      });
      return !criteria || matchesFilter(workspace, facts, criteria);
    })
    .map(([name]) => name)
    .join(' ');
}

describe('without a policy', () => {
  const guild = person('gus', ['group:default/guild']);
  const admin = person('pat', [], true);
  const literal = {
    unconditionalAllow: 'everyone',
    policyInForce: true,
  } as const;

  it.each([
    ['the owner', person('ada'), {}, 'read update open share delete'],
    ['whom it is shared with to view', person('vera'), {}, 'read'],
    ['whose group may use it', guild, {}, 'read open'],
    ['a stranger', person('eve'), {}, ''],
    ['an administrator', admin, {}, 'read update share delete administer'],
    [
      'an administrator who may enter',
      admin,
      { administratorsMayOpen: true },
      'read update open share delete administer',
    ],
    [
      'anybody, where all is everybody’s',
      person('eve'),
      { unconditionalAllow: 'everyone' as const },
      'read update open share delete',
    ],
    [
      'anybody, where a policy says it to the letter',
      person('eve'),
      literal,
      'read update open share delete administer',
    ],
  ])('%s', (_who, claims, rules, expected) => {
    expect(allowed(claims, rules)).toBe(expected);
  });
});
