import type { CallerRights } from '@backstage-cde/plugin-cde-common';

/** Parts of the administration in the order of their tabs. */
export const ADMINISTRATION_PARTS = [
  'workspaces',
  'usage',
  'quotas',
  'audit',
] as const;

export type Part = (typeof ADMINISTRATION_PARTS)[number];

const NEEDED: Record<Part, CallerRights['allowed'][number]> = {
  workspaces: 'administer',
  usage: 'read-usage',
  quotas: 'read-quotas',
  audit: 'read-audit',
};

/** The parts that somebody with these rights may see. */
export function partsFor(rights: CallerRights | undefined): Part[] {
  return ADMINISTRATION_PARTS.filter(part =>
    rights?.allowed.includes(NEEDED[part]),
  );
}
