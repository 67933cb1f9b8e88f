import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type http from 'node:http';
import path from 'node:path';
import {
  Provider,
  type Configuration,
  type JWK,
  type KoaContextWithOIDC,
} from 'oidc-provider';
import { createLoginPages } from './loginPage.ts';
import { IdentityStore, readJson, writeJson } from './store.ts';
import { users } from './users.ts';

/** What the identity provider needs to know. */
export interface IdentityOptions {
  port: number;
  clientSecret: string;
  portalUrl: string;
  /** Folder for keys and sessions. */
  state: string;
}

const DAY = 24 * 60 * 60;

/**
 * An OpenID Connect provider for demos: anybody who reaches it may choose who to
 * be, so it must only listen on the loopback interface.
 */
export async function createIdentityProvider(
  options: IdentityOptions,
): Promise<{
  handler: http.RequestListener;
  /** Writes sessions to disk; call it before the process ends. */
  flush(): void;
}> {
  const store = new IdentityStore(options.state);
  const keys = readOrMakeKeys(path.join(options.state, 'keys.json'));
  const provider = new Provider(
    `http://localhost:${options.port}`,
    configuration(options, store, keys),
  );
  provider.on('server_error', (_context, error) =>
    console.error(`identity provider: ${error.stack}`),
  );
  const pages = createLoginPages(provider, options.portalUrl);
  const protocol = provider.callback();
  return {
    handler: (request, response) =>
      request.url?.startsWith('/interaction/')
        ? pages(request, response)
        : protocol(request, response),
    flush: () => store.flush(),
  };
}

interface Keys {
  jwks: { keys: JWK[] };
  cookies: string[];
}

function readOrMakeKeys(file: string): Keys {
  const existing = readJson<Keys>(file);
  if (existing) return existing;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = {
    ...privateKey.export({ format: 'jwk' }),
    kid: randomBytes(8).toString('hex'),
    use: 'sig',
    alg: 'RS256',
  };
  const made: Keys = {
    jwks: { keys: [jwk as JWK] },
    cookies: [randomBytes(32).toString('base64url')],
  };
  writeJson(file, made);
  return made;
}

function configuration(
  options: IdentityOptions,
  store: IdentityStore,
  keys: Keys,
): Configuration {
  return {
    adapter: model => store.adapter(model),
    jwks: keys.jwks,
    cookies: { keys: keys.cookies },
    clients: [
      {
        client_id: 'backstage',
        client_secret: options.clientSecret,
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: [`${options.portalUrl}/api/auth/oidc/handler/frame`],
      },
    ],
    claims: {
      openid: ['sub'],
      profile: ['name', 'preferred_username'],
      email: ['email', 'email_verified'],
    },
    findAccount: async (_context, name) => accountOf(name),
    interactions: {
      url: (_context, interaction) => `/interaction/${interaction.uid}`,
    },
    features: { devInteractions: { enabled: false } },
    loadExistingGrant: grantEverything,
    // The portal renews sign-ins with refresh tokens, without asking for offline_access.
    issueRefreshToken: async () => true,
    expiresWithSession: async () => false,
    rotateRefreshToken: false,
    ttl: {
      AccessToken: 3600,
      IdToken: 3600,
      Interaction: 3600,
      Session: 14 * DAY,
      Grant: 14 * DAY,
      RefreshToken: 14 * DAY,
    },
  };
}

function accountOf(name: string) {
  const user = users.find(candidate => candidate.name === name);
  return (
    user && {
      accountId: user.name,
      claims: () => ({
        sub: user.name,
        name: user.displayName,
        preferred_username: user.name,
        email: user.email,
        email_verified: true,
      }),
    }
  );
}

/** The portal is the organisation's own, so nobody is asked for consent. */
async function grantEverything({ oidc }: KoaContextWithOIDC) {
  const clientId = oidc.client!.clientId;
  const existing = oidc.session!.grantIdFor(clientId);
  const found = existing && (await oidc.provider.Grant.find(existing));
  if (found) return found;
  const grant = new oidc.provider.Grant({
    clientId,
    accountId: oidc.session!.accountId,
  });
  grant.addOIDCScope('openid profile email');
  await grant.save();
  return grant;
}
