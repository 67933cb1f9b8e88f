export interface Config {
  /** The example organisation in the catalog. */
  exampleCatalog: {
    /** The `examples` folder, relative to the backend's package. */
    folder: string;
    /** Base URL of the example git host, as browsers and the portal reach it. */
    gitUrl: string;
    /** Whether its components come from the `examples` folder. Default: true. */
    components?: boolean;
  };

  /** What `scaffolder.taskRecovery.workspaceProvider: folder` needs. */
  scaffolderWorkspaces: {
    /** Where the files of unfinished tasks are copied to. */
    folder: string;
  };
}
