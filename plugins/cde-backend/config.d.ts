/** What the workspaces backend reads. */
export interface Config {
  cde: {
    /**
     * Tells the objects of several portals in one cluster apart, as the label `cde.backstage.io/instance`.
     * At most 63 lower-case letters, digits and hyphens.
     * @visibility backend
     */
    instance: string;

    /** The listener between browsers and what runs inside workspaces. */
    gateway: {
      listen: {
        /**
         * Address to listen on. Default: `127.0.0.1`.
         * @visibility backend
         */
        host?: string;
        /** @visibility backend */
        port: number;
      };
      /**
       * Public origin of the listener; each workspace lives at a subdomain of it. In production its domain must not
       * be one that the portal's cookies are sent to.
       * @visibility backend
       */
      baseUrl: string;
    };

    /** The clusters that workspaces may run in. */
    clusters: Array<{
      /** @visibility backend */
      name: string;
      /**
       * Default: the name.
       * @visibility backend
       */
      title?: string;
      /**
       * The portal's own service account is used.
       * @visibility backend
       */
      inCluster?: boolean;
      /** Needed unless `inCluster`. A file that is not there yet is waited for. */
      kubeconfig?: {
        /** @visibility backend */
        path: string;
        /**
         * Default: the file's current context.
         * @visibility backend
         */
        context?: string;
      };
      /**
       * How connections get to pods: `direct` to their addresses, or `apiserver`, by port-forwarding. Default: `apiserver`.
       * @visibility backend
       */
      reach?: 'direct' | 'apiserver';
      /**
       * File with the progress of whoever is building the cluster.
       * @visibility backend
       */
      preparationFile?: string;
      /**
       * Namespace of the workspaces; it is made where it does not exist.
       * @visibility backend
       */
      namespace: string;
      /**
       * Default: the cluster's default class.
       * @visibility backend
       */
      storageClass?: string;
      /**
       * Image with the agent, the IDE and Node.js.
       * @visibility backend
       */
      toolsImage: string;
      /** What every workspace of the cluster may reach, for example the git host. */
      egress?: Array<{
        /** @visibility backend */
        cidr: string;
        /**
         * CIDR blocks inside that stay closed.
         * @visibility backend
         */
        except?: string[];
        /**
         * TCP ports. Default: all.
         * @visibility backend
         */
        ports?: number[];
      }>;
    }>;

    git?: {
      /**
       * Plain git hosts whose repositories may be used, beside those of `integrations`.
       */
      hosts?: Array<{
        /**
         * With the port, as in the host's URLs: `git.example.com`, `localhost:3002`.
         * @visibility backend
         */
        host: string;
        /**
         * Default: `https`.
         * @visibility backend
         */
        protocol?: 'http' | 'https';
        /**
         * Base URL under which pods reach the host, where it differs.
         * @visibility backend
         */
        clusterUrl?: string;
        /**
         * Default: `git`.
         * @visibility backend
         */
        username?: string;
        /** @visibility secret */
        token?: string;
      }>;
      /**
       * How large the portal's copies of repositories may become. Default: `1Gi`.
       * @visibility backend
       */
      cacheSize?: string;
    };

    /** What workspaces are made from; the first is the default. */
    templates: Array<{
      /** @visibility backend */
      name: string;
      /** @visibility backend */
      title?: string;
      /** @visibility backend */
      description?: string;
      /**
       * Image for repositories without a devcontainer.json.
       * @visibility backend
       */
      image: string;
      /** User of the image. */
      user?: {
        /**
         * Default: `vscode`.
         * @visibility backend
         */
        name?: string;
        /**
         * Default: `/home/<name>`.
         * @visibility backend
         */
        home?: string;
      };
      /**
       * Names of resource classes that may be chosen, the default first. Default: all.
       * @visibility backend
       */
      resourceClasses?: string[];
      /**
       * IDEs that may be chosen, the default first: `vscode-web`, `none`. Default: `vscode-web`.
       * @visibility backend
       */
      ides?: string[];
      /**
       * Names of clusters that may be chosen, the default first. Default: all.
       * @visibility backend
       */
      clusters?: string[];
      /** What its workspaces may reach beside what the cluster allows. Default: nothing. */
      egress?: Array<{
        /** @visibility backend */
        cidr: string;
        /** @visibility backend */
        except?: string[];
        /** @visibility backend */
        ports?: number[];
      }>;
    }>;

    /** Sizes of workspaces. */
    resourceClasses: Array<{
      /** @visibility backend */
      name: string;
      /** @visibility backend */
      title?: string;
      /** @visibility backend */
      description?: string;
      /** Kubernetes quantities; the request defaults to the limit. */
      cpu: {
        /** @visibility backend */
        request?: string | number;
        /** @visibility backend */
        limit: string | number;
      };
      memory: {
        /** @visibility backend */
        request?: string | number;
        /** @visibility backend */
        limit: string | number;
      };
      /**
       * Size of the volume.
       * @visibility backend
       */
      storage: string | number;
    }>;

    permissions?: {
      /**
       * What an allowance without conditions means, be it from a policy or because there is none: the user's own
       * workspaces (`owner`, the default), or those of everybody (`everyone`).
       * @visibility backend
       */
      unconditionalAllow?: 'owner' | 'everyone';
    };

    startTimeout?: {
      /**
       * After this a start has failed. Default: 10.
       * @visibility backend
       */
      minutes?: number;
    };

    ide?: {
      /** Where extensions come from, as code-server's EXTENSIONS_GALLERY has it. Default: none is contacted. */
      gallery?: {
        /** @visibility backend */
        serviceUrl: string;
        /** @visibility backend */
        itemUrl?: string;
        /** @visibility backend */
        resourceUrlTemplate?: string;
      };
    };
  };
}
