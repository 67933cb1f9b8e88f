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
       * Plain git hosts whose repositories may be used, beside those of `integrations`. A host that is among those too
       * gets from here only what is said here.
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
      /**
       * Seals the tokens and keys that users give for git hosts: 32 or more random characters. Without it none are
       * taken. With another one, what was given before has to be given again.
       * @visibility secret
       */
      sealingKey?: string;
      /**
       * Whether git in workspaces reaches the repositories' hosts with the credentials of `integrations` where the
       * workspace's owner gave none. What they may do, everybody with a workspace there may do. Default: true.
       * @visibility backend
       */
      lendIntegrationCredentials?: boolean;
      /**
       * The longest that a user's token is kept without being sent again, whatever its own end. Default: 12.
       * @visibility backend
       */
      userTokenHours?: number;
    };

    /** What workspaces are made from; the first is the default. */
    templates?: Array<{
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
      gpu?: {
        /** @visibility backend */
        count: number;
        /**
         * Default: `nvidia.com/gpu`.
         * @visibility backend
         */
        resource?: string;
      };
      /** In `currency`. */
      price?: {
        /**
         * Per hour that a workspace runs.
         * @visibility backend
         */
        perHour?: number;
        /**
         * Per GB (10^9 bytes) and month that its volume is kept.
         * @visibility backend
         */
        perGbMonth?: number;
      };
      /**
       * Clusters that have it. Default: all.
       * @visibility backend
       */
      clusters?: string[];
    }>;

    permissions?: {
      /**
       * What an allowance without conditions means, be it from a policy or because there is none: the user's own
       * workspaces (`owner`, the default), or those of everybody (`everyone`).
       * @visibility backend
       */
      unconditionalAllow?: 'owner' | 'everyone';
      /**
       * Whether administrators may enter workspaces of others. Each entry is announced to the owner and audited.
       * Default: false.
       * @visibility backend
       */
      administratorsMayOpen?: boolean;
    };

    /**
     * Entity refs of the users and groups that administer workspaces, templates and quotas where no policy says otherwise.
     * @visibility backend
     */
    admins?: string[];

    /**
     * Of all prices and cost limits, as ISO 4217 has it. Default: `EUR`.
     * @visibility backend
     */
    currency?: string;

    catalog?: {
      /**
       * Running workspaces become entities of the catalog, which all its readers see. Default: false.
       * @visibility backend
       */
      workspaces?: boolean;
    };

    /** Limits that the portal cannot change. */
    quotas?: {
      /**
       * How the `each` limits of a user's groups become one. Default: `max`.
       * @visibility backend
       */
      combine?: 'max' | 'sum';
      limits?: Array<{
        /** @visibility backend */
        kind: 'user' | 'group' | 'system' | 'component' | 'everyone';
        /**
         * Entity ref; not for `everyone`.
         * @visibility backend
         */
        ref?: string;
        /**
         * `total`: all of them together; `each`: every user of the group, or everyone, on their own. Default: `total`.
         * @visibility backend
         */
        per?: 'total' | 'each';
        /** What is left out is not limited. Cost is per calendar month. */
        limits: {
          /** @visibility backend */
          workspaces?: number;
          /** @visibility backend */
          running?: number;
          /** @visibility backend */
          cpu?: string | number;
          /** @visibility backend */
          memory?: string | number;
          /** @visibility backend */
          gpu?: number;
          /** @visibility backend */
          storage?: string | number;
          /** @visibility backend */
          cost?: number;
        };
        /** @visibility backend */
        note?: string;
      }>;
    };

    templatesFromGit?: {
      /**
       * Beginnings of URLs that privileged templates may come from. Default: none, so that only the portal publishes
       * them, with the permission `cde.template.privilege`.
       * @visibility backend
       */
      privileged?: string[];
    };
    /** Objects that templates may bring along. */
    templateManifests?: {
      /** Kinds; none where it is empty or left out. */
      allow?: Array<{
        /** @visibility backend */
        apiVersion: string;
        /** @visibility backend */
        kind: string;
      }>;
    };

    audit?: {
      /**
       * Older entries are removed. Default: 365.
       * @visibility backend
       */
      retentionDays?: number;
    };

    offboarding?: {
      /**
       * How long a user has to be missing from a catalog that answers before their workspaces are stopped. Default: 60.
       * @visibility backend
       */
      graceMinutes?: number;
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
