import {
  planDevcontainer,
  validateTemplate,
  type ParameterValue,
} from '@backstage-cde/plugin-cde-common';
import { newWorkspace } from '../../testing/workspaces';
import type { NewWorkspace } from '../../workspaces';
import { resolveTemplate } from '../resolve';

/** Values that were other things somewhere else: markup, expressions, names of ours, odd characters. */
export const HOSTILE: Record<string, string> = {
  'a YAML document': '"}\n---\nkind: Pod\nspec: { privileged: true }',
  'YAML that indents': '\n    securityContext:\n      privileged: true\n',
  'a YAML anchor': '&a [*a, *a]',
  'a YAML tag': '!!binary aGk=',
  'a YAML merge': '<<: *default',
  'a YAML comment': '# nothing',
  'a YAML null': '~',
  'a YAML boolean': 'yes',
  'a YAML number': '0x1F',
  'a YAML date': '2026-01-01',
  'a block scalar': '|-\n  x',
  'a JSON object': '{"securityContext":{"privileged":true}}',
  'a JSON list': '["a","b"]',
  'a JSON escape': '\\u0022\\n',
  'a reference': '{ $parameter: other }',
  'a reference as JSON': '{"$parameter":"other"}',
  'a template expression': '{{ .Values.secret }}',
  'another template expression': '${{ parameters.other }}',
  'a variable of the kubelet': '$(CDE_WORKSPACE_ID)',
  'an escaped variable': '$$(CDE_WORKSPACE_ID)',
  'a twice escaped variable': '$$$(CDE_WORKSPACE_ID)',
  'dollar signs': '$ $$ $$$',
  'a shell command': '$(rm -rf /); `id` && x || y',
  'a variable of the shell': '${HOME} $HOME',
  'an option': '--privileged',
  'lines of all kinds': 'a\r\nb\nc\rd\u2028e\u2029f\u0085g',
  tabs: '\ta\t',
  spaces: '  a  ',
  'a reserved label': 'cde.backstage.io/workspace-id',
  'a reserved variable': 'LD_PRELOAD',
  'a prototype': '__proto__',
  'a constructor': 'constructor',
  quotes: `'"\`\\`,
  '253 characters': 'a'.repeat(253),
  '253 characters beyond ASCII': 'ü'.repeat(253),
  emoji: '👩🏽‍💻🇵🇹',
  'another direction': '\u202etxt.exe',
  'invisible ones': 'a\u200bb\ufeffc',
  'two ways to write one': 'e\u0301 é',
  'a control character': '\u0007',
  'a path': '../../etc/passwd',
};

export const BENIGN = 'benign';

/** A template with one text parameter at the place that `spec` names by `{ $parameter: p }`. */
export function attackedTemplate(spec: string): string {
  return `apiVersion: cde.backstage.io/v1alpha1
kind: WorkspaceTemplate
metadata: { name: attacked }
spec:
  owner: group:default/platform
  resourceClasses: [small]
  parameters:
    properties:
      p: { type: string, default: ${BENIGN} }
      other: { type: string, default: other }
${spec}
`;
}

const IMAGE = '  devcontainer: { image: base:1 }';
const SIDECAR = (more: string, image = 'side:1') =>
  `${IMAGE}\n  sidecars: [{ name: side, image: ${image}, resources: { cpu: 100m, memory: 64Mi }${more} }]`;
const MANIFEST = (kind: string, body: string) =>
  `${IMAGE}\n  manifests: [{ apiVersion: v1, kind: ${kind}, metadata: { name: extra, labels: { team: a } }, ${body} }]`;

export interface Place {
  spec: string;
  /** Where the value shows up: kind and path. */
  leaf: string;
  /** Where else: containers that run the same image. */
  also?: string;
  /** The kubelet would look into it. */
  expanded?: boolean;
  /** Of a narrow form: what does not fit is refused. */
  narrow?: RegExp;
  /** A value that fits. */
  benign?: string;
}

/** Every place that a parameter may stand at. */
export const PLACES: Record<string, Place> = {
  'a variable': {
    spec: `${IMAGE}\n  environment: { FIRST: 1, ATTACKED: { $parameter: p } }`,
    leaf: 'Pod spec.containers.0.env.1.value',
    expanded: true,
  },
  'a variable of a sidecar': {
    spec: SIDECAR(', environment: { ATTACKED: { $parameter: p } }'),
    leaf: 'Pod spec.containers.1.env.0.value',
    expanded: true,
  },
  'an argument of a sidecar': {
    spec: SIDECAR(', args: [first, { $parameter: p }, last]'),
    leaf: 'Pod spec.containers.1.args.1',
    expanded: true,
  },
  'a value of a manifest': {
    spec: MANIFEST('ConfigMap', 'data: { a: b, attacked: { $parameter: p } }'),
    leaf: 'ConfigMap data.attacked',
  },
  'an item of a list in a manifest': {
    spec: MANIFEST('Thing', 'spec: { list: [a, { $parameter: p }, b] }'),
    leaf: 'Thing spec.list.1',
  },
  'a variable in a manifest': {
    spec: MANIFEST(
      'Thing',
      'spec: { template: { spec: { containers: [{ env: [{ name: A, value: { $parameter: p } }] }] } } }',
    ),
    leaf: 'Thing spec.template.spec.containers.0.env.0.value',
    expanded: true,
  },
  'the image': {
    spec: '  devcontainer: { image: { $parameter: p } }',
    leaf: 'Pod spec.containers.0.image',
    also: 'Pod spec.initContainers.1.image',
    narrow: /not the name of an image/,
  },
  'the image of a sidecar': {
    spec: SIDECAR('', '{ $parameter: p }'),
    leaf: 'Pod spec.containers.1.image',
    narrow: /not the name of an image/,
  },
  'the size of the volume': {
    spec: `${IMAGE}\n  volume: { size: { $parameter: p }, max: 20Gi }`,
    leaf: 'PersistentVolumeClaim spec.resources.requests.storage',
    narrow: /The size of the volume cannot be/,
    benign: '1Gi',
  },
};

/** What would be made of the template with the value, all the way from its text. */
export function attack(spec: string, values: Record<string, ParameterValue>) {
  const { document, problems } = validateTemplate(attackedTemplate(spec));
  if (!document) throw new Error(JSON.stringify(problems));
  const resolution = resolveTemplate(document.spec, {
    parameters: values,
    resourceClass: {
      name: 'small',
      title: 'Small',
      cpu: { request: 0.1, limit: 1 },
      memory: { request: 2 ** 27, limit: 2 ** 28 },
      storage: 2 ** 30,
    },
  });
  const base = newWorkspace();
  const { plan } = planDevcontainer({
    alternatives: [],
    repository: { name: 'api' },
    defaults: resolution.devcontainerDefaults,
    workspaceId: 'w',
  });
  const workspace: NewWorkspace = {
    ...base,
    spec: {
      ...base.spec,
      plan: plan!,
      resources: resolution.resources,
      egress: resolution.egress,
      template: resolution.resolved,
    },
  };
  return { workspace, resolution };
}

/** Paths of leaves in which two values differ, structure included. */
export function differences(a: unknown, b: unknown, path = ''): string[] {
  const [one, other] = [membersOf(a), membersOf(b)];
  if (!one || !other) return Object.is(a, b) ? [] : [path];
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].flatMap(key =>
    differences(one[key], other[key], path ? `${path}.${key}` : key),
  );
}

function membersOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)
    : undefined;
}
