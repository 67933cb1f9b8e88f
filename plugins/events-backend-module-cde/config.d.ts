/** Webhooks that the suite lets in. */
export interface Config {
  events?: {
    modules?: {
      gitea?: {
        /**
         * Secret of Gitea's (or Forgejo's) webhooks, which are sent to `/api/events/http/gitea`. Without it the address
         * does not exist.
         * @visibility secret
         */
        webhookSecret?: string;
      };
      cdeRepository?: {
        /**
         * Secret of those who may tell, at `/api/events/http/cde.repository`, that a repository was pushed to: the
         * hooks of plain git hosts. Without it the address does not exist.
         * @visibility secret
         */
        webhookSecret?: string;
      };
    };
  };
}
