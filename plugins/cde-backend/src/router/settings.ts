import type { WorkspaceConfigurator, WorkspaceReader } from '../service';
import type { Handlers } from './createRouter';

/** Settings of workspaces, and keeping them. */
export function createSettingsHandlers(options: {
  configurator: WorkspaceConfigurator;
  reader: WorkspaceReader;
}): Handlers {
  const { configurator, reader } = options;
  return {
    changeSettings: async (caller, { params, body }) => {
      await configurator.change(caller, params.id, body);
      return reader.get(caller, params.id);
    },
    keepWorkspace: async (caller, { params }) =>
      reader.present(caller, await configurator.keep(caller, params.id)),
  };
}
