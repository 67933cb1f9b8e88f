import { NO_FACTS, type WorkspaceFacts } from '../workspaces';
import { runningWorkspace } from '../gateway/__testUtils__/harness';
import { EntryRights } from './EntryRights';
import type { GrantBasis } from './WorkspaceAccess';

const ADA = 'user:default/ada';
const BOB = 'user:default/bob';
const HOUR_MS = 3600_000;

function setup(
  options: {
    shares?: WorkspaceFacts['shares'];
    admins?: string[];
    mayOpen?: boolean;
    gone?: string[];
    groups?: string[] | Error;
  } = {},
) {
  const workspace = runningWorkspace({ ownerRef: ADA });
  const asked: string[] = [];
  const rights = new EntryRights({
    store: { get: async id => (id === workspace.id ? workspace : undefined) },
    facts: {
      of: async () =>
        new Map([[workspace.id, { ...NO_FACTS, shares: options.shares ?? [] }]]),
    },
    directory: {
      refsOf: async user => {
        asked.push(user);
        if (options.groups instanceof Error) throw options.groups;
        return [user, ...(options.groups ?? [])];
      },
    },
    admins: options.admins ?? [],
    administratorsMayOpen: options.mayOpen ?? false,
    isOffboarded: async user => (options.gone ?? []).includes(user),
  });
  return {
    workspace,
    asked,
    mayStay: (user: string, grantedBy: GrantBasis, ageMs = 0) =>
      rights.mayStay(user, workspace.id, { grantedBy, ageMs }),
  };
}

describe('EntryRights', () => {
  it('lets the owner stay while it is theirs and runs, without asking the catalog', async () => {
    const { mayStay, workspace, asked } = setup();
    expect(await mayStay(ADA, 'owner', 10 * HOUR_MS)).toBe(true);
    expect(asked).toEqual([]);
    workspace.ownerRef = BOB;
    expect(await mayStay(ADA, 'owner')).toBe(false);
    workspace.ownerRef = ADA;
    workspace.desired = 'stopped';
    expect(await mayStay(ADA, 'owner')).toBe(false);
  });

  it.each<[string, Parameters<typeof setup>[0], boolean]>([
    ['nobody', {}, false],
    ['the user to view', { shares: [{ grantee: BOB, role: 'view' }] }, false],
    ['the user to use', { shares: [{ grantee: BOB, role: 'use' }] }, true],
    [
      'a group of the user',
      {
        shares: [{ grantee: 'group:default/guild', role: 'use' }],
        groups: ['group:default/guild'],
      },
      true,
    ],
    [
      'a group that the user has left',
      { shares: [{ grantee: 'group:default/guild', role: 'use' }] },
      false,
    ],
  ])('of what is shared with %s', async (_case, options, expected) => {
    expect(await setup(options).mayStay(BOB, 'share')).toBe(expected);
  });

  it('says that it does not know where the catalog does not answer', async () => {
    const { mayStay } = setup({
      shares: [{ grantee: 'group:default/guild', role: 'use' }],
      groups: new Error('the catalog is down'),
    });
    await expect(mayStay(BOB, 'share')).rejects.toThrow('the catalog is down');
  });

  it.each<[string, Parameters<typeof setup>[0], boolean]>([
    ['of the configuration', { admins: [BOB], mayOpen: true }, true],
    [
      'by a group',
      {
        admins: ['group:default/platform'],
        groups: ['group:default/platform'],
        mayOpen: true,
      },
      true,
    ],
    ['who may not enter', { admins: [BOB], mayOpen: false }, false],
    ['who are not any more', { admins: [], mayOpen: true }, false],
  ])('of administrators %s', async (_case, options, expected) => {
    expect(await setup(options).mayStay(BOB, 'administrator')).toBe(expected);
  });

  it("believes a policy's decision for an hour, in whichever replica", async () => {
    const { mayStay } = setup();
    expect(await mayStay(BOB, 'policy', HOUR_MS - 1)).toBe(true);
    expect(await mayStay(BOB, 'policy', HOUR_MS)).toBe(false);
  });

  it('throws out who has left, whatever they were given', async () => {
    const { mayStay } = setup({
      gone: [ADA, BOB],
      shares: [{ grantee: BOB, role: 'use' }],
    });
    expect(await mayStay(ADA, 'owner')).toBe(false);
    expect(await mayStay(BOB, 'share')).toBe(false);
    expect(await mayStay(BOB, 'policy')).toBe(false);
  });
});
