/** What the suite's pages read. */
export interface Config {
  cde?: {
    readiness?: {
      /**
       * Entity ref of the software template that the readiness page offers for components without a
       * devcontainer.json; its parameter `component` is filled in. Where the catalog has no such template, nothing is
       * offered. Default: `template:default/add-dev-environment`.
       * @visibility frontend
       */
      proposeTemplate?: string;
    };
  };
}
