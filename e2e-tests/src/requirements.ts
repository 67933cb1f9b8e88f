/** `npm test` says here why this machine cannot hold the built-in cluster, if so. */
const unsupported = process.env.CDE_CLUSTER_UNSUPPORTED;

/** A suite that needs the built-in cluster: skipped by name, with the reason, only where a machine cannot hold it. */
export const describeWithCluster = (title: string, tests: () => void) =>
  unsupported ? describe.skip(`${title} (skipped: ${unsupported})`, tests) : describe(title, tests);

/** As `npm test` says, why this machine cannot build Gitea, if so. */
const withoutGitea = unsupported ?? process.env.CDE_GITEA_UNSUPPORTED;

/** A suite that needs the built-in cluster and a real Gitea: skipped in the same way. */
export const describeWithGitea = (title: string, tests: () => void) =>
  withoutGitea ? describe.skip(`${title} (skipped: ${withoutGitea})`, tests) : describe(title, tests);
