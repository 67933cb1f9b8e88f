import { readFileSync } from 'node:fs';
import path from 'node:path';
import { templateId, validateTemplate, workspaceTemplateSchema } from '.';
import { parameterFindings } from './checks/parameters';

const known = {
  classes: ['small', 'medium'],
  clusters: ['local', 'west'],
  ides: ['vscode-web', 'none'],
  manifestKinds: [{ apiVersion: 'v1', kind: 'ConfigMap' }],
};

const head = `apiVersion: cde.backstage.io/v1alpha1
kind: WorkspaceTemplate
metadata:
  name: python
spec:
  owner: group:default/platform
`;
const base = `${head}  devcontainer: { image: base:1 }
  resourceClasses: [small]
`;

/** `line: message` of each problem. */
function problems(text: string): string[] {
  return validateTemplate(text, known).problems.map(
    ({ line, message }) => `${line}: ${message}`,
  );
}

const complete = `${head}  lifecycle: active
  appliesTo:
    kind: Component
    spec.type: { $in: [service, website] }
    metadata.tags: { $contains: python }
  devcontainer:
    image: { $parameter: image }
    user: { name: dev, home: /home/dev }
  resourceClasses: [medium, small]
  ides: [vscode-web]
  clusters: [local]
  parameters:
    properties:
      image: { type: string, enum: ['base:1', 'base:2'], default: 'base:1' }
      size: { type: string, default: 5Gi, mutable: true, 'ui:help': How much }
      level: { type: integer, minimum: 1, maximum: 5 }
      verbose: { type: boolean, default: false, ephemeral: true }
    required: [level]
  environment:
    LEVEL: { $parameter: level }
    VERBOSE: { $parameter: verbose }
    FIXED: 7
  secrets:
    - { secret: registry, key: token, environment: REGISTRY_TOKEN, file: token }
  volume: { size: { $parameter: size }, max: 20Gi }
  sidecars:
    - name: database
      image: postgres:16
      args: [-c, { $parameter: size }]
      environment: { POSTGRES_PASSWORD: dev }
      resources: { cpu: 250m, memory: 256Mi }
      ports: [5432]
  egress: [{ cidr: 10.0.0.0/8, except: [10.1.0.0/16], ports: [443] }]
  policies:
    idle: { timeout: 1h, max: 8h }
    schedule: { start: '08:00', stop: '19:00', days: [mon, tue] }
    lifetime: 12h
    retention: { after: 7d, max: 14d }
  scheduling:
    nodeSelector: { disk: ssd }
    tolerations: [{ key: dev, operator: Exists }]
    runtimeClass: gvisor
  gpu: { count: 1 }
  manifests:
    - apiVersion: v1
      kind: ConfigMap
      metadata: { name: settings, labels: { team: a } }
      data: { level: { $parameter: image } }
  rollout: { deadline: '2030-01-01' }
`;

describe('a template', () => {
  it('is read where all is well', () => {
    const { document, problems: found } = validateTemplate(complete, known);
    expect(found).toEqual([]);
    expect(document).toMatchObject({
      metadata: { name: 'python' },
      spec: { gpu: { count: 1 } },
    });
    expect(templateId(document!)).toBe('python');
    expect(templateId({ metadata: { name: 'a', namespace: 'b' } })).toBe('b:a');
  });

  it('may not refer to what is not known, where that is known', () => {
    const text = base.replace('small', 'smal');
    expect(problems(text)).toEqual([
      "8: There is no resource class 'smal'; did you mean 'small'?",
    ]);
    expect(validateTemplate(text).problems).toEqual([]);
  });
});

describe('YAML', () => {
  it.each<[string, string, RegExp]>([
    ['nothing', '', /empty/],
    ['several documents', `${base}---\n${base}`, /several YAML documents/],
    ['syntax', `${base}  x: [`, /YAML: /],
    ['the same key twice', `${base}  owner: group:a\n`, /YAML: .*unique/i],
    ['a tag', `${base}  prebuilds: { a: !!binary aGk= }\n`, /neither text/],
    [
      'a bomb of aliases',
      `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n`,
      /cannot be read: .*alias/i,
    ],
    [
      'too deep',
      `${base}  prebuilds: ${'{a: '.repeat(60)}1${'}'.repeat(60)}\n`,
      /too deeply/,
    ],
    ['far too deep', `a: ${'['.repeat(30000)}`, /./],
    ['too long', `${base}# ${'x'.repeat(70000)}`, /at most 65536/],
    ['not a number', `${base}  prebuilds: { a: .nan }\n`, /not finite/],
    [
      'a prototype',
      `${base}  prebuilds: { __proto__: { a: 1 } }\n`,
      /__proto__/,
    ],
    ['a list', '- a', /object is expected/],
  ])('is refused with %s', (_, text, message) => {
    const result = validateTemplate(text, known);
    expect(result.document).toBeUndefined();
    expect(result.problems[0].message).toMatch(message);
    expect(result.problems[0].line).toBeGreaterThan(0);
  });
});

describe('problems', () => {
  const cases: Array<[string, string, string]> = [
    [
      'an unknown key',
      '  polices: {}',
      "'polices' is not a key here; did you mean 'policies'?",
    ],
    [
      'a wrong type',
      '  privileged: maybe',
      'spec.privileged: true or false is expected, but it is a text',
    ],
    [
      'a wrong value',
      '  lifecycle: deprecate',
      "spec.lifecycle: 'deprecate' is not one of active, deprecated, retired; did you mean 'deprecated'?",
    ],
    [
      'a cluster',
      '  clusters: [local, wes]',
      "There is no cluster 'wes'; did you mean 'west'?",
    ],
    [
      'an IDE',
      '  ides: [emacs]',
      "There is no IDE 'emacs'; there are: vscode-web, none",
    ],
    [
      'a predicate',
      '  appliesTo: { kind: { $like: x } }',
      'spec.appliesTo: it is not a filter predicate',
    ],
    [
      'no predicate',
      '  appliesTo: Component',
      'spec.appliesTo: an object is expected',
    ],
    [
      'a duration',
      '  policies: { lifetime: 2 weeks }',
      "spec.policies.lifetime: '2 weeks' is not what is expected here",
    ],
    [
      'a time of day',
      '  policies: { schedule: { start: "25:00" } }',
      "spec.policies.schedule.start: '25:00' is not",
    ],
    [
      'an idle ceiling',
      '  policies: { idle: { timeout: 8h, max: 4h } }',
      'spec.policies.idle.max: the ceiling is below',
    ],
    [
      'an idle ceiling below the default',
      '  policies: { idle: { max: 10m } }',
      'spec.policies.idle.max: the ceiling is below the time-out itself (30m, the default)',
    ],
    [
      'never, above a ceiling',
      '  policies: { idle: { timeout: never, max: 4h } }',
      'spec.policies.idle.max: the ceiling is below',
    ],
    [
      'a retention ceiling',
      '  policies: { retention: { after: 9d, max: 8d } }',
      'spec.policies.retention.max: the ceiling is below',
    ],
    [
      'a volume ceiling',
      '  volume: { size: 5Gi, max: 1Gi }',
      'spec.volume.max: the ceiling is below the size itself (5Gi)',
    ],
    [
      'a volume',
      '  volume: { size: 5Xi }',
      "spec.volume.size: '5Xi' is not an amount",
    ],
    [
      'a reserved variable',
      '  environment: { LD_PRELOAD: x }',
      "spec.environment.LD_PRELOAD: 'LD_PRELOAD' is reserved",
    ],
    [
      'a name of no variable',
      '  environment: { "a b": x }',
      "spec.environment.a b: 'a b' cannot be the name",
    ],
    [
      'a list as a value',
      '  environment: { A: [1] }',
      'spec.environment.A: a text or a number or true or false or { $parameter: name } is expected, but it is a list',
    ],
    [
      'an object as a value',
      '  environment: { A: { b: 1 } }',
      'a value is expected here, or { $parameter: name } and nothing else',
    ],
    [
      'a secret without a place',
      '  secrets: [{ secret: a, key: b }]',
      "spec.secrets[0]: 'environment' or 'file'",
    ],
    [
      'a reserved variable of a secret',
      '  secrets: [{ secret: a, key: b, environment: PATH }]',
      "spec.secrets[0].environment: 'PATH' is reserved",
    ],
    [
      'the secret of a workspace',
      '  secrets: [{ secret: cde-3f1c9a52-7f0e-4d38-9a0b-2f8f7f0e4d38, key: token, file: x }]',
      "spec.secrets[0].secret: 'cde-3f1c9a52-7f0e-4d38-9a0b-2f8f7f0e4d38' is reserved",
    ],
    [
      'a path as a file',
      '  secrets: [{ secret: a, key: b, file: ../x }]',
      "spec.secrets[0].file: '../x' is not",
    ],
    [
      'one of our ports',
      '  sidecars: [{ name: a, image: b, resources: { cpu: 1, memory: 1Gi }, ports: [7700] }]',
      'spec.sidecars[0].resources.cpu: a text is expected',
    ],
    [
      'one of our containers',
      '  sidecars: [{ name: dev, image: b, resources: { cpu: "1", memory: 1Gi }, ports: [7700] }]',
      "spec.sidecars[0].name: there is already a container 'dev'",
    ],
    [
      'an image',
      '  sidecars: [{ name: a, image: "b c", resources: { cpu: "1", memory: 1Gi } }]',
      "spec.sidecars[0].image: 'b c' cannot be the name of an image",
    ],
    [
      'egress',
      '  egress: [{ cidr: 10.0.0.300/8 }]',
      "spec.egress[0].cidr: '10.0.0.300/8' is not a CIDR block",
    ],
    [
      'a kind',
      '  manifests: [{ apiVersion: v1, kind: Secret }]',
      "Templates may not make objects of 'v1 Secret'; allowed by cde.templateManifests.allow: v1 ConfigMap",
    ],
    [
      'a namespace',
      '  manifests: [{ apiVersion: v1, kind: ConfigMap, metadata: { namespace: kube-system } }]',
      "'namespace' is not a key here",
    ],
    [
      'an owner',
      '  manifests: [{ apiVersion: v1, kind: ConfigMap, metadata: { ownerReferences: [] } }]',
      "'ownerReferences' is not a key here",
    ],
    [
      'a reserved label',
      '  manifests: [{ apiVersion: v1, kind: ConfigMap, metadata: { labels: { cde.backstage.io/instance: x } } }]',
      "spec.manifests[0].metadata.labels.cde.backstage.io/instance: 'cde.backstage.io/instance' is reserved",
    ],
    [
      'a reserved label inside',
      '  manifests: [{ apiVersion: v1, kind: ConfigMap, data: { cde.backstage.io/instance: x } }]',
      "spec.manifests[0].data.cde.backstage.io/instance: 'cde.backstage.io/instance' is reserved",
    ],
    [
      'a Kubernetes annotation',
      '  manifests: [{ apiVersion: v1, kind: ConfigMap, metadata: { annotations: { kubernetes.io/x: x } } }]',
      "spec.manifests[0].metadata.annotations.kubernetes.io/x: 'kubernetes.io/x' is reserved",
    ],
    [
      'two of a name',
      '  manifests: [{ apiVersion: v1, kind: ConfigMap, metadata: { name: a } }, { apiVersion: v1, kind: ConfigMap, metadata: { name: a } }]',
      'spec.manifests[1].metadata.name: there is already a ConfigMap a',
    ],
    [
      'a status',
      '  manifests: [{ apiVersion: v1, kind: ConfigMap, status: {} }]',
      'spec.manifests[0].status: the status',
    ],
    [
      'a deadline',
      '  rollout: { deadline: soon }',
      "spec.rollout.deadline: 'soon' is not a date",
    ],
    ['a GPU', '  gpu: { count: 0 }', 'spec.gpu.count: it must be >= 1'],
    [
      'privileges, as a warning',
      '  privileged: true',
      'spec.privileged: the development container runs privileged',
    ],
  ];
  it.each(cases)('are named with their line: %s', (_, text, message) => {
    const [first] = problems(`${base}${text}\n`);
    expect(first).toMatch(/^9: /);
    expect(first).toContain(message);
  });

  it.each([
    ['user:default/ada', /is not a group/],
    ['a b', /is not the ref of a group/],
    ['x'.repeat(201), /must NOT have more than 200/],
  ])('are found in the owner %s', (owner, message) => {
    const text = base.replace('group:default/platform', owner);
    expect(problems(text)[0]).toMatch(message);
  });

  it('are found in a devcontainer without an image, and in a whole file', () => {
    const text = base.replace('{ image: base:1 }', '{ user: { name: a } }');
    expect(problems(text)).toEqual([
      "7: spec.devcontainer: 'image' is needed, because no file names one",
    ]);
    const file = base.replace(
      '{ image: base:1 }',
      '{ image: base:1, file: { build: { dockerfile: Dockerfile } } }',
    );
    expect(problems(file)[0]).toMatch(/^7: spec\.devcontainer\.file: /);
    const good = base.replace(
      '{ image: base:1 }',
      '{ file: { image: base:1 } }',
    );
    expect(problems(good)).toEqual([]);
  });

  it('are in the order of the text', () => {
    const text = `${base}  z: 1\n  policies: { idle: { a: 1 } }\n  b: 2\n`;
    expect(problems(text).map(line => line.split(':')[0])).toEqual([
      '9',
      '10',
      '11',
    ]);
  });
});

describe('parameters', () => {
  const parameter = (
    text: string,
    rest = '  environment: { A: { $parameter: p } }\n',
  ) =>
    problems(
      `${base}  parameters:\n    properties:\n      p: ${text}\n${rest}`,
    );

  it.each([
    [
      '{ type: object }',
      "spec.parameters.properties.p.type: 'object' is not one of",
    ],
    [
      '{ type: string, format: date, default: a }',
      "'format' is not a key here",
    ],
    [
      '{ type: string, default: 7 }',
      'the default does not fit its own schema: a string is expected, but it is a number',
    ],
    ['{ type: integer, default: 7, maximum: 6 }', 'at most 6 is expected'],
    [
      '{ type: string, enum: [a, b], default: c }',
      'one of "a", "b" is expected',
    ],
    ['{ type: integer, enum: [1, x], default: 1 }', 'an integer is expected'],
    [
      '{ type: string, minimum: 1, default: a }',
      'it has no meaning for a string',
    ],
    [
      '{ type: integer, minimum: 3, maximum: 2 }',
      'it is more than the maximum',
    ],
    [
      '{ type: string, pattern: "(", default: a }',
      'the pattern cannot be used',
    ],
    ['{ type: string, pattern: "^(a+)+$", default: a }', 'may take for ever'],
    ['{ type: string }', "the parameter 'p' may have no value"],
    ['{ type: string, ephemeral: true }', 'it needs a default'],
    [
      '{ type: string, default: a, enum: [a], enumNames: [A, B] }',
      'as many entries',
    ],
  ])('are leaves: %s', (text, message) => {
    expect(parameter(text)[0]).toContain(message);
  });

  it.each([
    [
      'a key of the catalog',
      '  appliesTo: { kind: { $parameter: p } }\n',
      'a parameter cannot stand here',
    ],
    [
      'a name',
      '  gpu: { count: 1, resource: { $parameter: p } }\n',
      'a text is expected, but it is an object',
    ],
    ['a class', '  clusters: { $parameter: p }\n', 'a list is expected'],
    [
      'a kind',
      '  manifests: [{ apiVersion: v1, kind: { $parameter: p } }]\n',
      'a text is expected',
    ],
    [
      'a label',
      '  manifests: [{ apiVersion: v1, kind: ConfigMap, metadata: { labels: { a: { $parameter: p } } } }]\n',
      'a text is expected',
    ],
    [
      'metadata',
      '  manifests: [{ apiVersion: v1, kind: ConfigMap, metadata: { $parameter: p } }]\n',
      "'$parameter' is not a key here",
    ],
    [
      'a whole manifest',
      '  manifests: [{ $parameter: p }]\n',
      "'apiVersion' is missing",
    ],
    [
      'a kind inside',
      '  manifests: [{ apiVersion: v1, kind: ConfigMap, data: { kind: { $parameter: p } } }]\n',
      'a parameter cannot stand here',
    ],
    [
      'a devcontainer.json',
      '  prebuilds: { a: { $parameter: p } }\n',
      'a parameter cannot stand here',
    ],
    [
      'an expression',
      '  environment: { A: { $parameter: p, suffix: x } }\n',
      "'suffix' is not a key here",
    ],
    [
      'an unknown one',
      '  environment: { A: { $parameter: q } }\n',
      "There is no parameter 'q'",
    ],
    [
      'a property of all objects',
      '  environment: { A: { $parameter: constructor } }\n',
      "There is no parameter 'constructor'",
    ],
  ])('cannot be %s', (_, text, message) => {
    const found = parameter('{ type: string, default: a }', text);
    expect(found.join('\n')).toContain(message);
  });

  it('have to be texts where a text is needed', () => {
    const found = parameter(
      '{ type: integer, default: 1 }',
      '  volume: { size: { $parameter: p } }\n',
    );
    expect(found[0]).toContain("the parameter 'p' is of the type integer");
  });

  it('that nobody uses are named', () => {
    expect(parameter('{ type: string, default: a }', '')).toEqual([
      "11: spec.parameters.properties.p: the parameter 'p' is used nowhere",
    ]);
  });

  it('are looked at without a text too', () => {
    const { document } = validateTemplate(complete);
    expect(parameterFindings(document!.spec)).toEqual([]);
  });
});

describe('the schema', () => {
  /** Paths of properties that nobody described. */
  function undescribed(schema: unknown, path: string): string[] {
    if (typeof schema !== 'object' || schema === null) return [];
    const {
      properties = {},
      items,
      additionalProperties,
    } = schema as {
      properties?: Record<string, { description?: string }>;
      items?: unknown;
      additionalProperties?: unknown;
    };
    return [
      ...Object.entries(properties).flatMap(([name, property]) => [
        ...(property.description ? [] : [`${path}.${name}`]),
        ...undescribed(property, `${path}.${name}`),
      ]),
      ...undescribed(items, `${path}[]`),
      ...undescribed(additionalProperties, `${path}.*`),
    ];
  }

  it('describes every property, and is plain data', () => {
    expect(undescribed(workspaceTemplateSchema, '')).toEqual([]);
    expect(JSON.parse(JSON.stringify(workspaceTemplateSchema))).toEqual(
      workspaceTemplateSchema,
    );
  });

  it('takes the example of this repository', () => {
    const file = path.resolve(
      __dirname,
      '../../../../examples/catalog/workspace-templates.yaml',
    );
    expect(validateTemplate(readFileSync(file, 'utf8')).problems).toEqual([]);
  });
});
