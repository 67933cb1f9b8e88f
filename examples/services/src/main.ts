import type http from 'node:http';
import path from 'node:path';
import { createGitHost } from './git/gitHost.ts';
import { tellOfPush } from './git/pushHook.ts';
import { createRepositories } from './git/repositories.ts';
import { createGiteaHost, runGitea } from './gitea/index.ts';
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
  settings: Settings,
  servers: http.Server[],
  signal: AbortSignal,
) {
  const { git } = settings;
  const handler =
    git.kind === 'gitea'
      ? forge(settings, signal)
      : await embeddedGitHost(settings);
  servers.push(await listen(handler, '127.0.0.1', git.port));

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

/** Where the portal takes events, by the name of their topic. */
const eventsUrl = ({ identity }: Settings, topic: string) =>
  `${identity.portalUrl}/api/events/http/${topic}`;

async function embeddedGitHost(
  settings: Settings,
): Promise<http.RequestListener> {
  const { examples, state, git } = settings;
  const root = path.join(state, 'git');
  const repositories = await createRepositories(examples, root);
  const origin = `http://localhost:${git.port}`;
  const hook = {
    url: eventsUrl(settings, 'cde.repository'),
    secret: git.token,
  };
  console.log(`git host: ${origin} (${repositories.length} repositories)`);
  return createGitHost({
    root,
    token: git.token,
    pushed: repository => tellOfPush(hook, `${origin}/${repository}`),
  });
}

/** It is prepared behind the portal, which it may take minutes to be ready for. */
function forge(settings: Settings, signal: AbortSignal): http.RequestListener {
  const { examples, state, home, git } = settings;
  const { token, forgeSecret } = git;
  if (!home || !forgeSecret)
    throw new Error(
      'CDE_HOME and CDE_FORGE_SECRET are needed for Gitea; `npm start -- --git-host gitea` sets them.',
    );
  const host = createGiteaHost();
  runGitea(
    {
      home,
      state,
      examples,
      url: `http://localhost:${git.port}`,
      password: token,
      secret: forgeSecret,
      webhook: { url: eventsUrl(settings, 'gitea'), secret: forgeSecret },
    },
    host,
    signal,
  ).catch(error => console.error(`gitea: ${error.message}`));
  return host.handler;
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
