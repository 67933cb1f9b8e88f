import type {
  BackstageCredentials,
  BackstageUserPrincipal,
  UserInfoService,
} from '@backstage/backend-plugin-api';

export type UserCredentials = BackstageCredentials<BackstageUserPrincipal>;

/** Who somebody is to this suite. */
export interface Claims {
  /** Entity ref of the user. */
  user: string;
  /** Entity refs that they own things by: the user and their groups. */
  refs: string[];
  /** One of `cde.admins`. */
  admin: boolean;
}

const REMEMBERED_MS = 5_000;
const MOST_REMEMBERED = 10_000;

/** Claims of callers, remembered for a few seconds, since asking may cost a request to the auth backend. */
export class CallerClaims {
  readonly #userInfo: UserInfoService;
  readonly #admins: string[];
  readonly #now: () => number;
  readonly #known = new Map<string, { until: number; claims: Claims }>();

  /** @param options - `admins`: entity refs of users and groups */
  constructor(options: {
    userInfo: UserInfoService;
    admins: string[];
    now?: () => number;
  }) {
    this.#userInfo = options.userInfo;
    this.#admins = options.admins;
    this.#now = options.now ?? Date.now;
  }

  async of(credentials: UserCredentials): Promise<Claims> {
    const user = credentials.principal.userEntityRef;
    const known = this.#known.get(user);
    if (known && this.#now() < known.until) {
      return known.claims;
    }
    const info = await this.#userInfo.getUserInfo(credentials);
    const refs = [...new Set([user, ...info.ownershipEntityRefs])];
    const claims = { user, refs, admin: isAdmin(refs, this.#admins) };
    if (this.#known.size >= MOST_REMEMBERED) {
      this.#known.clear();
    }
    this.#known.set(user, { until: this.#now() + REMEMBERED_MS, claims });
    return claims;
  }
}

/** Whether one of the refs is an administrator. */
export function isAdmin(refs: string[], admins: string[]): boolean {
  return refs.some(ref => admins.includes(ref));
}
