import { parametersSchema } from './parameterSchema';
import {
  dnsLabel,
  duration,
  durationOrNever,
  environment,
  leaf,
  list,
  names,
  object,
  port,
  quantity,
  text,
  texts,
  timeOfDay,
} from './schemaParts';
import { TEMPLATE_API_VERSION, TEMPLATE_KIND } from './types';

const metadata = object(
  'Name and description, as of every entity of the catalog.',
  {
    name: text('Unique within its namespace.', 63, {
      pattern: '^[a-z0-9]([-a-z0-9_.]*[a-z0-9])?$',
    }),
    namespace: dnsLabel('Namespace of the catalog. Default: `default`.'),
    title: text('What people see.', 100),
    description: text('What workspaces of it are good for.', 2000),
    tags: {
      type: 'array',
      description: 'Tags.',
      maxItems: 30,
      uniqueItems: true,
      items: text('A tag.', 63, { pattern: '^[a-z0-9+#]+(-[a-z0-9+#]+)*$' }),
    },
    labels: texts('Labels of the entity.'),
    annotations: texts('Annotations of the entity.'),
    links: list(
      'Links.',
      object(
        'A link.',
        {
          url: text('URL.', 2000),
          title: text('Title.', 100),
          icon: text('Icon.', 63),
          type: text('Type.', 63),
        },
        ['url'],
      ),
    ),
  },
  ['name'],
);

const devcontainer = object(
  'What runs for repositories without a devcontainer.json. One of `image` and `file` is needed.',
  {
    image: leaf('Image, with tag or digest.', { maxLength: 512 }),
    user: object(
      'User of the image.',
      {
        name: text('Name. Default: `vscode`.', 32, {
          pattern: '^[a-z_][a-z0-9_-]*$',
        }),
        home: text('Home folder. Default: `/home/<name>`.', 200, {
          pattern: '^/[^\\s:]*$',
        }),
      },
      ['name'],
    ),
    file: {
      type: 'object',
      description:
        'A whole devcontainer.json (https://containers.dev/implementors/json_reference/).',
    },
  },
);

const sidecars = list(
  'Containers beside the development container, reached at localhost: databases, queues, …',
  object(
    'A container. It runs without root, privileges and access to the cluster, as the development container does.',
    {
      name: dnsLabel('Name of the container.', 40),
      image: leaf('Image, with tag or digest.', { maxLength: 512 }),
      command: list(
        'Instead of the entry point of the image.',
        { type: 'string', maxLength: 4096 },
        100,
      ),
      args: list('Arguments.', leaf('An argument.', { minLength: 0 }), 100),
      environment: environment('Environment variables of the container.'),
      resources: object(
        'What is reserved, and the ceiling. It counts for quotas.',
        {
          cpu: quantity('Cores: `500m`, `2`.'),
          memory: quantity('Bytes: `512Mi`, `1Gi`.'),
        },
        ['cpu', 'memory'],
      ),
      ports: list('TCP ports that it listens on.', port),
    },
    ['name', 'image', 'resources'],
  ),
  10,
);

const secrets = list(
  'Keys of Kubernetes Secrets in the namespace of the workspaces. Their values never pass through the portal.',
  object(
    'A key of a Secret; `environment`, `file` or both say where it goes.',
    {
      secret: text('Name of the Secret.', 253, {
        pattern: '^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$',
      }),
      key: text('Key in it.', 253, { pattern: '^[-._a-zA-Z0-9]+$' }),
      environment: text('Environment variable that gets the value.', 253),
      file: text(
        'Name of a file under /run/secrets/workspace/ that gets the value.',
        100,
        { pattern: '^[A-Za-z0-9_-][-._A-Za-z0-9]*$' },
      ),
    },
    ['secret', 'key'],
  ),
);

const policies = object(
  'What happens by itself. A `max` is the ceiling of what the owner of a workspace may choose.',
  {
    idle: object('Stops workspaces that nobody uses.', {
      timeout: durationOrNever('Without activity for so long. Default: `30m`.'),
      max: durationOrNever('Ceiling. Default: `24h`.'),
    }),
    schedule: object("Times in the owner's time zone.", {
      start: timeOfDay('Starts at.'),
      stop: timeOfDay('Stops at.'),
      days: {
        type: 'array',
        description: 'On these days. Default: all.',
        minItems: 1,
        uniqueItems: true,
        items: {
          type: 'string',
          enum: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
        },
      },
      ownersMayChange: {
        type: 'boolean',
        description: 'Owners may choose times of their own. Default: true.',
      },
      quietHours: object(
        'Nothing is started by schedule, and what runs is stopped when they begin.',
        { from: timeOfDay('Begin.'), to: timeOfDay('End.') },
        ['from', 'to'],
      ),
    }),
    lifetime: duration(
      'A run ends after so long, used or not. Default: never.',
    ),
    retention: object('Deletes workspaces that stay stopped.', {
      after: duration('After so long. Default: `7d`.'),
      max: duration('Ceiling. Default: `30d`.'),
    }),
  },
);

const scheduling = object('Where the pods may run.', {
  nodeSelector: {
    ...texts('Labels that a node needs to have.'),
    propertyNames: {
      pattern:
        '^([a-z0-9.-]{1,253}/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$',
    },
    additionalProperties: {
      type: 'string',
      pattern: '^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$',
    },
  },
  tolerations: list(
    'Taints that are tolerated.',
    object('A toleration, as Kubernetes has it.', {
      key: text('Key of the taint.', 317),
      operator: {
        type: 'string',
        description: 'Default: `Equal`.',
        enum: ['Exists', 'Equal'],
      },
      value: { type: 'string', description: 'Value.', maxLength: 63 },
      effect: {
        type: 'string',
        description: 'Default: all effects.',
        enum: ['NoSchedule', 'PreferNoSchedule', 'NoExecute'],
      },
      tolerationSeconds: {
        type: 'integer',
        description: 'How long a `NoExecute` taint is tolerated.',
        minimum: 0,
      },
    }),
  ),
  runtimeClass: dnsLabel('RuntimeClass of the pods, for example `gvisor`.'),
});

const egress = list(
  'What workspaces may reach beside DNS and the rules of the cluster.',
  object(
    'A rule.',
    {
      cidr: text('CIDR block, for example `10.1.0.0/16`.', 49, {
        pattern: '^[0-9a-fA-F.:]+/[0-9]{1,3}$',
      }),
      except: list(
        'CIDR blocks inside it that stay closed.',
        text('CIDR block.', 49, { pattern: '^[0-9a-fA-F.:]+/[0-9]{1,3}$' }),
        50,
      ),
      ports: list('TCP ports. Default: all.', port, 50),
    },
    ['cidr'],
  ),
  50,
);

const spec = object(
  'The template itself.',
  {
    owner: text('Entity ref of the group that owns it.', 200),
    lifecycle: {
      type: 'string',
      description:
        '`deprecated`: no new workspaces; `retired`: none start any more. Default: `active`.',
      enum: ['active', 'deprecated', 'retired'],
    },
    appliesTo: {
      description:
        'Filter predicate over entities, as the catalog has it: the components that it is offered for. Default: any, as the last choice.',
    },
    devcontainer,
    resourceClasses: names(
      'Resource classes that may be chosen, the default first.',
    ),
    ides: names(
      'IDEs that may be chosen, the default first. Default: `vscode-web`.',
    ),
    clusters: names(
      'Clusters that may be chosen, the default first. Default: all.',
    ),
    parameters: parametersSchema,
    environment: environment(
      "Environment variables of the development container. The repository's devcontainer.json may set them otherwise.",
    ),
    secrets,
    volume: object('The volume that keeps files and home folder.', {
      size: leaf("Size. Default: the resource class's.", { maxLength: 32 }),
      max: quantity('Ceiling for sizes that come from a parameter.'),
    }),
    sidecars,
    egress,
    policies,
    prebuilds: {
      type: 'object',
      description: 'Kept for the builder.',
    },
    scheduling,
    gpu: object(
      'GPUs of the development container.',
      {
        count: {
          type: 'integer',
          description: 'How many.',
          minimum: 1,
          maximum: 64,
        },
        resource: text('Extended resource. Default: `nvidia.com/gpu`.', 253, {
          pattern: '^[a-z0-9.-]+/[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$',
        }),
      },
      ['count'],
    ),
    privileged: {
      type: 'boolean',
      description:
        'Runs the development container privileged, in a namespace of its own. Publishing needs a permission of its own.',
    },
    manifests: list(
      'Objects that are made and collected with each workspace. Kinds are allowed by the configuration; leaves may be { $parameter: name }.',
      {
        type: 'object',
        description:
          'A Kubernetes object. Namespace, labels and owner are set by the portal; its name becomes `cde-<workspace id>-<name>`.',
        properties: {
          apiVersion: text('API version.', 253),
          kind: text('Kind.', 63),
          metadata: object('Name, labels and annotations.', {
            name: dnsLabel('Last part of the name.', 20),
            labels: texts('Labels.'),
            annotations: texts('Annotations.'),
          }),
        },
        required: ['apiVersion', 'kind'],
      },
    ),
    rollout: object('How workspaces get to new revisions.', {
      deadline: text(
        'ISO 8601: from then on a start applies the latest revision, asked or not.',
        40,
      ),
    }),
  },
  ['owner', 'devcontainer', 'resourceClasses'],
);

/**
 * JSON schema of a workspace template, as plain data: for the catalog, the editor's completion and the documentation.
 * What it cannot say is checked by `validateTemplate`.
 *
 * @public
 */
export const workspaceTemplateSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'cde.backstage.io/WorkspaceTemplate.v1alpha1',
  title: 'Workspace template',
  ...object(
    'What workspaces are made from.',
    {
      apiVersion: {
        type: 'string',
        description: `Always \`${TEMPLATE_API_VERSION}\`.`,
        enum: [TEMPLATE_API_VERSION],
      },
      kind: {
        type: 'string',
        description: `Always \`${TEMPLATE_KIND}\`.`,
        enum: [TEMPLATE_KIND],
      },
      metadata,
      spec,
    },
    ['apiVersion', 'kind', 'metadata', 'spec'],
  ),
};
