/** A command in the standard's three forms. */
const command = {
  anyOf: [
    { type: 'string' },
    { type: 'array', items: { type: 'string' } },
    {
      type: 'object',
      additionalProperties: {
        anyOf: [
          { type: 'string' },
          { type: 'array', items: { type: 'string' } },
        ],
      },
    },
  ],
};
const strings = { type: 'array', items: { type: 'string' } };
const textOrStrings = { anyOf: [{ type: 'string' }, strings] };
const port = { type: 'integer', minimum: 0, maximum: 65535 };
const portAttributes = {
  type: 'object',
  properties: {
    onAutoForward: {
      enum: [
        'notify',
        'openBrowser',
        'openBrowserOnce',
        'openPreview',
        'silent',
        'ignore',
      ],
    },
    elevateIfNeeded: { type: 'boolean' },
    label: { type: 'string' },
    requireLocalPort: { type: 'boolean' },
    protocol: { enum: ['http', 'https'] },
  },
};
const environment = (nullable: boolean) => ({
  type: 'object',
  additionalProperties: { type: nullable ? ['string', 'null'] : 'string' },
});
const size = { type: 'string', pattern: '^\\d+([tgmk]b)?$' };

/**
 * The properties of devcontainer.json as https://containers.dev/implementors/json_reference/ describes them. Others
 * are let be: tools have their own, and the planner names those that nobody knows.
 */
export const devcontainerSchema = {
  type: 'object',
  properties: {
    $schema: { type: 'string' },
    name: { type: 'string' },
    image: { type: 'string', minLength: 1 },
    build: {
      type: 'object',
      properties: {
        dockerfile: { type: 'string' },
        context: { type: 'string' },
        target: { type: 'string' },
        args: { type: 'object', additionalProperties: { type: 'string' } },
        cacheFrom: textOrStrings,
        options: strings,
      },
      required: ['dockerfile'],
    },
    dockerFile: { type: 'string' },
    context: { type: 'string' },
    dockerComposeFile: textOrStrings,
    service: { type: 'string' },
    runServices: strings,
    features: {
      type: 'object',
      additionalProperties: { type: ['object', 'string', 'boolean'] },
    },
    overrideFeatureInstallOrder: strings,
    forwardPorts: {
      type: 'array',
      items: {
        anyOf: [
          port,
          { type: 'string', pattern: '^([^:]+:)?\\d+(/tcp|/udp)?$' },
        ],
      },
    },
    appPort: {
      anyOf: [
        port,
        { type: 'string' },
        { type: 'array', items: { anyOf: [port, { type: 'string' }] } },
      ],
    },
    portsAttributes: { type: 'object', additionalProperties: portAttributes },
    otherPortsAttributes: portAttributes,
    containerEnv: environment(false),
    remoteEnv: environment(true),
    remoteUser: { type: 'string' },
    containerUser: { type: 'string' },
    updateRemoteUserUID: { type: 'boolean' },
    userEnvProbe: {
      enum: ['none', 'loginShell', 'loginInteractiveShell', 'interactiveShell'],
    },
    workspaceFolder: { type: 'string' },
    workspaceMount: { type: 'string' },
    mounts: {
      type: 'array',
      items: {
        anyOf: [
          { type: 'string' },
          { type: 'object', required: ['type', 'target'] },
        ],
      },
    },
    overrideCommand: { type: 'boolean' },
    shutdownAction: { enum: ['none', 'stopContainer', 'stopCompose'] },
    init: { type: 'boolean' },
    privileged: { type: 'boolean' },
    capAdd: strings,
    securityOpt: strings,
    runArgs: strings,
    initializeCommand: command,
    onCreateCommand: command,
    updateContentCommand: command,
    postCreateCommand: command,
    postStartCommand: command,
    postAttachCommand: command,
    waitFor: {
      enum: [
        'initializeCommand',
        'onCreateCommand',
        'updateContentCommand',
        'postCreateCommand',
        'postStartCommand',
      ],
    },
    hostRequirements: {
      type: 'object',
      properties: {
        cpus: { type: 'integer', minimum: 1 },
        memory: size,
        storage: size,
        gpu: {
          anyOf: [
            { type: 'boolean' },
            { const: 'optional' },
            { type: 'object' },
          ],
        },
      },
    },
    customizations: {
      type: 'object',
      properties: {
        vscode: {
          type: 'object',
          properties: { extensions: strings, settings: { type: 'object' } },
        },
      },
    },
    secrets: { type: 'object', additionalProperties: { type: 'object' } },
  },
};
