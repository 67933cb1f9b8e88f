import { unsupportedTier } from '../tier';
import type { Rule } from '../context';
import * as container from './container';
import {
  customizations,
  legacyExtensions,
  legacySettings,
} from './customizations';
import { containerEnv, remoteEnv } from './environment';
import { hostRequirements } from './hostRequirements';
import { lifecyclePhases, lifecycleRule, waitFor } from './lifecycle';
import { appPort, forwardPorts, portsAttributes } from './ports';
import { runArgs } from './runArgs';

export { lifecyclePhases } from './lifecycle';

const ignore =
  (reason: string): Rule =>
  (source, { report }) =>
    report.ignored(source, reason);
const refuse =
  (reason: string): Rule =>
  (source, { report }) =>
    report.refused(source, reason);

const partOfBuild = refuse(unsupportedTier.build);
const partOfCompose = refuse(unsupportedTier.compose);

/**
 * One rule for each top-level property of
 * https://containers.dev/implementors/json_reference/ and of the forms before it,
 * in the order in which they are applied. Users and folders are settled before
 * (see folders.ts and user.ts), because the variables of the others need them.
 */
export const rules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['$schema', ignore('It helps editors only.')],
  ['name', ignore('A workspace has a name of its own.')],
  ['image', container.image],
  ['build', partOfBuild],
  ['dockerFile', partOfBuild],
  ['context', partOfBuild],
  ['dockerComposeFile', partOfCompose],
  ['service', partOfCompose],
  ['runServices', partOfCompose],
  ['features', container.features],
  ['overrideFeatureInstallOrder', ignore('It only matters with features.')],

  ['containerEnv', containerEnv],
  ['remoteEnv', remoteEnv],
  [
    'userEnvProbe',
    ignore(
      'The environment is not probed by a shell; set variables in remoteEnv.',
    ),
  ],

  ['forwardPorts', forwardPorts],
  ['appPort', appPort],
  ['portsAttributes', portsAttributes],
  ['otherPortsAttributes', ignore('Only declared ports are offered.')],

  ['extensions', legacyExtensions],
  ['settings', legacySettings],
  ['customizations', customizations],
  ['devPort', ignore("The IDE's own port is decided by the workspace.")],

  [
    'initializeCommand',
    refuse(
      "It runs on the developer's own machine, and there is none; onCreateCommand runs first.",
    ),
  ],
  ...lifecyclePhases.map((phase): [string, Rule] => [
    phase,
    lifecycleRule(phase),
  ]),
  ['waitFor', waitFor],

  ['hostRequirements', hostRequirements],
  ['overrideCommand', container.overrideCommand],
  ['init', container.init],
  ['privileged', container.rightsRule('Workspaces never run privileged.')],
  [
    'capAdd',
    container.rightsRule(
      'Workspaces get no further capabilities; debuggers work on your own processes without them.',
    ),
  ],
  [
    'securityOpt',
    container.rightsRule(
      'The security profile of workspaces cannot be loosened.',
    ),
  ],
  ['mounts', container.mounts],
  ['runArgs', runArgs],
  [
    'secrets',
    ignore('Secrets are not asked for yet; set them in the workspace.'),
  ],
  [
    'shutdownAction',
    ignore(
      'Closing the IDE leaves the workspace running; stop it in the portal.',
    ),
  ],
  [
    'updateRemoteUserUID',
    ignore('The user always has uid 1000, which owns the files of the volume.'),
  ],
]);
