/** `npm test` says here why this machine cannot hold the built-in cluster, if so. */
const unsupported = process.env.CDE_CLUSTER_UNSUPPORTED;

/** A suite that needs the built-in cluster: skipped by name, with the reason, only where a machine cannot hold it. */
export const describeWithCluster = (title: string, tests: () => void) =>
  unsupported ? describe.skip(`${title} (skipped: ${unsupported})`, tests) : describe(title, tests);
