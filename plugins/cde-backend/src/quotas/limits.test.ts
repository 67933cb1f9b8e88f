import type { QuotaLimits } from '@backstage-cde/plugin-cde-common';
import { amountsOf, growth, NOTHING } from './amounts';
import { applicableLimits, chargesOf, exceededLimits } from './limits';
import { refusalSentence } from './words';
import type { QuotaLimit } from './types';

const ada = 'user:default/ada';
const workspace = {
  ownerRef: ada,
  componentRef: 'component:default/payments-api',
  componentOwnerRef: 'group:default/payments',
  systemRef: 'system:default/shop',
};
const memberships = {
  owner: ['group:default/checkout', 'group:default/engineering'],
  component: ['group:default/engineering'],
};

describe('chargesOf', () => {
  it('counts for everyone, the owner with groups, the component with owners and system', () => {
    expect(chargesOf(workspace, memberships)).toEqual([
      { scope: 'everyone', ofOwner: false },
      { scope: 'component:default/payments-api', ofOwner: false },
      { scope: 'system:default/shop', ofOwner: false },
      { scope: 'group:default/payments', ofOwner: false },
      { scope: 'group:default/engineering', ofOwner: true },
      { scope: ada, ofOwner: true },
      { scope: 'group:default/checkout', ofOwner: true },
    ]);
  });

  it('leaves out what there is none of, and users that own components', () => {
    const bare = {
      ownerRef: ada,
      componentRef: null,
      componentOwnerRef: 'user:default/bob',
      systemRef: null,
    };
    expect(
      chargesOf(bare, { owner: [], component: [] }).map(({ scope }) => scope),
    ).toEqual(['everyone', ada]);
  });
});

const charges = chargesOf(workspace, memberships);
const quota = (
  kind: QuotaLimit['target']['kind'],
  name: string,
  limits: QuotaLimits,
  per: 'total' | 'each' = 'total',
): QuotaLimit => ({
  target: { kind, per, ...(name && { ref: `${kind}:default/${name}` }) },
  limits,
});

describe('applicableLimits', () => {
  const table: Array<
    [string, QuotaLimit[], 'max' | 'sum', Array<[string, string, number]>]
  > = [
    [
      'totals of all that it counts for, and of nothing else',
      [
        quota('user', 'ada', { running: 1 }),
        quota('user', 'bob', { running: 2 }),
        quota('group', 'engineering', { running: 3 }),
        quota('group', 'payments', { running: 4 }),
        quota('group', 'other', { running: 5 }),
        quota('system', 'shop', { running: 6 }),
        quota('component', 'payments-api', { running: 7 }),
        quota('everyone', '', { running: 8 }),
      ],
      'max',
      [
        [ada, 'running', 1],
        ['group:default/engineering', 'running', 3],
        ['group:default/payments', 'running', 4],
        ['system:default/shop', 'running', 6],
        ['component:default/payments-api', 'running', 7],
        ['everyone', 'running', 8],
      ],
    ],
    [
      'the largest of what groups allow each member, measure by measure',
      [
        quota('group', 'engineering', { running: 3, cpu: 8 }, 'each'),
        quota('group', 'checkout', { running: 5, gpu: 1 }, 'each'),
      ],
      'max',
      [
        [ada, 'running', 5],
        [ada, 'cpu', 8],
        [ada, 'gpu', 1],
      ],
    ],
    [
      'their sum',
      [
        quota('group', 'engineering', { running: 3, cpu: 8 }, 'each'),
        quota('group', 'checkout', { running: 5 }, 'each'),
      ],
      'sum',
      [
        [ada, 'running', 8],
        [ada, 'cpu', 8],
      ],
    ],
    [
      'not what the group of the component allows its members',
      [quota('group', 'payments', { running: 1 }, 'each')],
      'max',
      [],
    ],
    [
      'what everyone may use each, beside what the groups allow',
      [
        quota('everyone', '', { running: 2 }, 'each'),
        quota('group', 'checkout', { running: 9 }, 'each'),
      ],
      'max',
      [
        [ada, 'running', 2],
        [ada, 'running', 9],
      ],
    ],
    [
      'the narrower of two limits of one group, from configuration and portal',
      [
        quota('group', 'checkout', { running: 9 }, 'each'),
        quota('group', 'checkout', { running: 2 }, 'each'),
        quota('group', 'engineering', { running: 1 }, 'each'),
      ],
      'sum',
      [[ada, 'running', 3]],
    ],
    [
      'a limit of nothing at all',
      [quota('everyone', '', { gpu: 0 })],
      'max',
      [['everyone', 'gpu', 0]],
    ],
  ];

  it.each(table)('are %s', (_, quotas, combine, expected) => {
    const found = applicableLimits(quotas, ada, charges, combine);
    expect(
      found.map(({ scope, measure, limit }) => [scope, measure, limit]),
    ).toEqual(expected);
  });
});

describe('exceededLimits', () => {
  const limits = applicableLimits(
    [
      quota('user', 'ada', { running: 2, workspaces: 3, memory: 2 ** 30 }),
      quota('everyone', '', { running: 10 }),
    ],
    ada,
    charges,
    'max',
  );
  const one = { ...NOTHING, running: 1 };

  it('are those that the change goes beyond', () => {
    const used = (scope: string) => ({
      ...NOTHING,
      running: scope === ada ? 3 : 10,
    });
    expect(exceededLimits(limits, used, () => one)).toEqual([
      {
        target: { kind: 'user', ref: ada, per: 'total' },
        scope: ada,
        measure: 'running',
        limit: 2,
        used: 2,
        requested: 1,
      },
    ]);
  });

  it('leave alone what a change does not add to, however far beyond it is', () => {
    const used = () => ({ ...NOTHING, running: 2, workspaces: 50 });
    expect(exceededLimits(limits, used, () => one)).toEqual([]);
    expect(
      exceededLimits(
        limits,
        () => used(),
        () => NOTHING,
      ),
    ).toEqual([]);
  });
});

describe('amounts', () => {
  const footprint = {
    cpuMillis: 250,
    memoryBytes: 2 ** 30,
    storageBytes: 5e9,
    gpu: 1,
    runPrice: 120_000,
    storagePrice: 500_000,
  };

  it.each([
    [
      'running',
      true,
      {
        workspaces: 1,
        running: 1,
        cpu: 0.25,
        memory: 2 ** 30,
        gpu: 1,
        storage: 5e9,
        cost: 0.12,
      },
    ],
    ['stopped', false, { ...NOTHING, workspaces: 1, storage: 5e9 }],
    ['deleted', false, { ...NOTHING, storage: 5e9 }],
  ] as const)('of what shall be %s', (desired, holdsRun, expected) => {
    expect(amountsOf({ desired, holdsRun, footprint })).toEqual(expected);
  });

  it('grow only where there is more', () => {
    const before = { ...NOTHING, running: 1, cpu: 2 };
    const after = { ...NOTHING, running: 1, cpu: 1, gpu: 1 };
    expect(growth(before, after)).toEqual({ ...NOTHING, gpu: 1 });
  });
});

describe('refusalSentence', () => {
  const limit = {
    target: {
      kind: 'group' as const,
      ref: 'group:default/payments',
      per: 'total' as const,
    },
    scope: 'group:default/payments',
    measure: 'running' as const,
    limit: 3,
    used: 3,
    requested: 1,
  };

  it('says which limit, whose, how much is used and what to do', () => {
    expect(refusalSentence([limit])).toBe(
      'There is no room within the limits. 3 of 3 running workspaces of group:default/payments are used, and this needs 1 more. Stop a workspace that is not needed now, choose a smaller class, or ask the platform team for more',
    );
  });

  it('names what uses it, where that is known', () => {
    const exceeded = [
      {
        ...limit,
        title: 'Payments',
        holders: [
          { id: '1', name: 'api-main', amount: 1, running: true, allowed: [] },
          { amount: 1, running: true, allowed: [] },
        ],
      },
    ];
    expect(refusalSentence([limit], { exceeded })).toContain(
      '3 of 3 running workspaces of Payments are used (by api-main), and this needs 1 more.',
    );
  });

  it('of storage is about deleting, in units that people read', () => {
    const storage = {
      ...limit,
      target: { kind: 'everyone' as const, per: 'each' as const },
      measure: 'storage' as const,
      limit: 20 * 2 ** 30,
      used: 15 * 2 ** 30,
      requested: 10 * 2 ** 30,
    };
    expect(refusalSentence([storage])).toBe(
      'There is no room within the limits. 15 GiB of 20 GiB storage for each user are used, and this needs 10 GiB more. Delete a workspace that is not needed any more, or ask the platform team for more',
    );
  });
});
