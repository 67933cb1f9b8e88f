import { createCdePlugin } from './createCdePlugin';
import { createRuntime } from './runtime';

/**
 * The workspaces backend.
 *
 * @public
 */
export const cdePlugin = createCdePlugin(createRuntime);
