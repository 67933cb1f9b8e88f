/** The portal's colours and letters, for all charts. */
export const AXIS = {
  stroke: 'var(--bui-border-2)',
  tick: { fill: 'var(--bui-fg-secondary)', fontSize: 12 },
  tickLine: false,
} as const;

export const GRID = {
  stroke: 'var(--bui-border-1)',
  vertical: false,
} as const;

export const TOOLTIP = {
  contentStyle: {
    background: 'var(--bui-bg-app)',
    border: '1px solid var(--bui-border-1)',
    borderRadius: 6,
    color: 'var(--bui-fg-primary)',
    fontSize: 13,
  },
  itemStyle: { color: 'var(--bui-fg-primary)' },
  cursor: { stroke: 'var(--bui-border-2)', fill: 'var(--bui-bg-neutral-1)' },
  isAnimationActive: false,
} as const;
