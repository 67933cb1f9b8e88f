/** An owner of workspaces, and what the catalog said of them so far. Times by the database's clock. */
export interface OwnerRecord {
  ownerRef: string;
  /** When the catalog last had them; `null`: never so far. */
  seenAt: number | null;
  missingSince: number | null;
  offboardedAt: number | null;
}

/** What is to be written of an owner after a look into the catalog. */
export type Verdict =
  | 'here'
  /** Never seen in the catalog: users may sign in without being in it. */
  | 'stranger'
  /** Missing, but not long enough or not often enough. */
  | 'missing'
  | 'left'
  | 'returned';

/** Fewer than this may well leave at once. */
const FEW = 3;

/** What the catalog's answer means for one owner. */
export function judge(
  owner: OwnerRecord,
  isHere: boolean,
  { now, graceMs }: { now: number; graceMs: number },
): Verdict {
  if (isHere) return owner.offboardedAt === null ? 'here' : 'returned';
  if (owner.offboardedAt !== null) return 'left';
  if (owner.seenAt === null) return 'stranger';
  const { missingSince } = owner;
  // Set by an earlier look, so that this is the second one at least.
  const isLong = missingSince !== null && now - missingSince >= graceMs;
  return isLong ? 'left' : 'missing';
}

/** Whether an answer looks like a catalog that lost its users, rather than like users who left. */
export function isSuspicious(
  owners: OwnerRecord[],
  here: ReadonlySet<string>,
): boolean {
  const known = owners.filter(
    ({ seenAt, offboardedAt }) => seenAt !== null && offboardedAt === null,
  );
  const gone = known.filter(({ ownerRef }) => !here.has(ownerRef));
  return gone.length > FEW && gone.length > known.length / 2;
}
