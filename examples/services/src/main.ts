import type http from 'node:http';
import path from 'node:path';
import { createGitHost } from './git/gitHost.ts';
import { tellOfPush } from './git/pushHook.ts';
import { createRepositories } from './git/repositories.ts';
import { createIdentityProvider } from './identity/identityProvider.ts';
import {
  addressFromClusterInfo,
  listen,
  listenOnceThere,
} from './listeners.ts';
import { readSettings, type Settings } from './settings.ts';

/** The services around the example portal, in one process: a git host and an identity provider. */
async function main(settings: Settings) {
  const servers: http.Server[] = [];
  const ending = new AbortController();
  await startGitHost(settings, servers, ending.signal);
  const flush = await startIdentityProvider(settings, servers);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      ending.abort();
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
      }
      flush();
      process.exit(0);
    });
  }
}

async function startGitHost(
  { examples, state, git, identity }: Settings,
  servers: http.Server[],
  signal: AbortSignal,
) {
  const root = path.join(state, 'git');
  const repositories = await createRepositories(examples, root);
  const origin = `http://localhost:${git.port}`;
  const hook = {
    url: `${identity.portalUrl}/api/events/http/cde.repository`,
    secret: git.token,
  };
  const handler = createGitHost({
    root,
    token: git.token,
    pushed: repository => tellOfPush(hook, `${origin}/${repository}`),
  });
  servers.push(await listen(handler, '127.0.0.1', git.port));
  console.log(`git host: ${origin} (${repositories.length} repositories)`);

  const addressOf = async () =>
    git.hostAddress ??
    (git.clusterInfo && addressFromClusterInfo(git.clusterInfo));
  listenOnceThere(handler, addressOf, git.port, signal).then(
    server => {
      if (!server) return;
      servers.push(server);
      console.log(
        `git host: reachable from pods at ${JSON.stringify(server.address())}`,
      );
    },
    error =>
      console.error(`git host: not reachable from pods: ${error.message}`),
  );
}

async function startIdentityProvider(
  { state, identity }: Settings,
  servers: http.Server[],
) {
  const provider = await createIdentityProvider({
    ...identity,
    state: path.join(state, 'identity'),
  });
  servers.push(await listen(provider.handler, '127.0.0.1', identity.port));
  console.log(`identity provider: http://localhost:${identity.port}`);
  return () => provider.flush();
}

main(
  readSettings(
    process.env,
    path.resolve(import.meta.dirname, '..', '..', '..'),
  ),
).catch(error => {
  console.error(`example services: ${error.message}`);
  process.exit(1);
});
