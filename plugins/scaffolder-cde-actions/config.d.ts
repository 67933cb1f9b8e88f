/** What the scaffolder actions read. */
export interface Config {
  cde?: {
    scaffolder?: {
      /**
       * The platform's own images for generated devcontainer.json files, by stack: `go`, `rust`, `java`, `dotnet`,
       * `python`, `ruby`, `php`, `node`, `base`. `{version}` in one stands for the version that the project asks for.
       * Default: the images of https://github.com/devcontainers/images.
       * @visibility backend
       */
      images?: { [stack: string]: string };
    };
  };
}
