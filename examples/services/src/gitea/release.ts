/** The release of Gitea that the example runs on, as the Go module proxy has it. */
export const release = {
  module: 'code.gitea.io/gitea',
  version: '1.26.4',
  /** Checksum of the module, as in a go.sum. */
  sum: 'h1:VDA00oYg16VrQf3sES0NuS/oiDLAIVng/7jKHsBMP/w=',
  /** The oldest Go that builds it. */
  go: { major: 1, minor: 26 },
  /** Installs what its pages are built with. */
  pnpm: '10.33.0',
} as const;
