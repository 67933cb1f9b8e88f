import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout that the scripts belong to. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** State of this checkout: database, process records, logs, generated configuration. */
export const state = process.env.CDE_STATE ?? path.join(root, '.cde');

/** What all checkouts of this user share: toolchain, cluster, images. Set by portal.mjs. */
export const home = process.env.CDE_HOME!;

export const logs = path.join(state, 'logs');
