/** What the catalog's part of the suite reads. */
export interface Config {
  cde?: {
    catalog?: {
      /** Marks components with the devcontainer.json files of their repositories. */
      devcontainers?: {
        /**
         * Default: true.
         * @visibility backend
         */
        enabled?: boolean;
        /**
         * Minutes between two questions whether the file in use is still the same; pushes that the host tells of are
         * looked at at once. Default: 5.
         * @visibility backend
         */
        checkMinutes?: number;
        /**
         * Minutes between two looks at all places, as for a repository that has no such file. Default: 60.
         * @visibility backend
         */
        surveyMinutes?: number;
        /**
         * Seconds that a host may take to answer, before what was known stands. Default: 10.
         * @visibility backend
         */
        timeoutSeconds?: number;
      };
      /**
       * Running workspaces become entities of the catalog (`Resource`, type `workspace`), which all its readers see:
       * whose they are, and for what component. Default: false.
       * @visibility backend
       */
      workspaces?: boolean;
    };
  };
}
