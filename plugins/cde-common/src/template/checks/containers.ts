import { planDevcontainer } from '../../devcontainer';
import {
  isEnvironmentName,
  isReservedEnvironmentName,
} from '../environmentNames';
import { quoted, type Finding } from '../finding';
import { isImageName } from '../images';
import type { Path } from '../references';
import type { WorkspaceTemplateSpec } from '../types';

const OWN_CONTAINERS = ['prepare', 'seed', 'dev'];
/** The agent's, see the manifests. */
const OWN_PORTS = [7700, 7701];

/** Whether a Secret may belong to a workspace itself, with its token and its credentials for git. @public */
export function isReservedSecretName(name: string): boolean {
  return name.startsWith('cde-');
}

/** Images, variables, secrets and ports of the containers. */
export function containerFindings(spec: WorkspaceTemplateSpec): Finding[] {
  return [
    ...devcontainerFindings(spec.devcontainer),
    ...variableFindings(spec),
    ...secretFindings(spec),
    ...sidecarFindings(spec.sidecars ?? []),
    ...egressFindings(spec.egress ?? []),
    ...(spec.privileged
      ? [
          {
            path: ['spec', 'privileged'],
            message:
              'the development container runs privileged: whoever uses it controls its node; publishing needs a permission of its own',
            severity: 'warning' as const,
          },
        ]
      : []),
  ];
}

function devcontainerFindings({
  image,
  file,
}: WorkspaceTemplateSpec['devcontainer']): Finding[] {
  const path = ['spec', 'devcontainer'];
  if (image === undefined && typeof file?.image !== 'string')
    return [
      {
        path,
        message: "'image' is needed, because no file names one",
        at: 'key',
      },
    ];
  return [
    ...imageFindings(image, [...path, 'image']),
    ...(file ? fileFindings(file, [...path, 'file']) : []),
  ];
}

function fileFindings(
  file: NonNullable<WorkspaceTemplateSpec['devcontainer']['file']>,
  path: Path,
): Finding[] {
  const { report } = planDevcontainer({
    file: { path: 'devcontainer.json', text: JSON.stringify(file) },
    alternatives: [],
    repository: { name: 'repository' },
    defaults: { image: 'image', user: { name: 'vscode' } },
    workspaceId: '',
  });
  return [
    ...report.problems.map(({ severity, message }) => ({
      path,
      severity,
      message,
    })),
    ...report.properties
      .filter(({ outcome }) => outcome === 'refused')
      .map(({ property, reason }) => ({
        path: [...path, property],
        severity: 'warning' as const,
        message: `${property} has no effect: ${reason}`,
      })),
  ];
}

function imageFindings(image: unknown, path: Path): Finding[] {
  return typeof image !== 'string' || isImageName(image)
    ? []
    : [{ path, message: `${quoted(image)} cannot be the name of an image` }];
}

function variableFindings(spec: WorkspaceTemplateSpec): Finding[] {
  return Object.keys(spec.environment ?? {}).flatMap(name =>
    variableFinding(name, ['spec', 'environment', name], 'key'),
  );
}

function variableFinding(
  name: string,
  path: Path,
  at: 'key' | 'value',
): Finding[] {
  if (!isEnvironmentName(name))
    return [
      {
        path,
        at,
        message: `${quoted(
          name,
        )} cannot be the name of an environment variable`,
      },
    ];
  return isReservedEnvironmentName(name)
    ? [
        {
          path,
          at,
          message: `${quoted(
            name,
          )} is reserved: it would change how the workspace itself runs`,
        },
      ]
    : [];
}

function secretFindings(spec: WorkspaceTemplateSpec): Finding[] {
  const taken = new Set(Object.keys(spec.environment ?? {}));
  const files = new Set<string>();
  return (spec.secrets ?? []).flatMap(
    ({ secret, environment, file }, index) => {
      const path = ['spec', 'secrets', index];
      const findings: Finding[] = [];
      if (isReservedSecretName(secret))
        findings.push({
          path: [...path, 'secret'],
          message: `${quoted(
            secret,
          )} is reserved: secrets of that name hold what single workspaces are trusted with`,
        });
      if (environment === undefined && file === undefined)
        findings.push({
          path,
          message: "'environment' or 'file' has to say where the value goes",
        });
      if (environment !== undefined) {
        const at = [...path, 'environment'];
        findings.push(...variableFinding(environment, at, 'value'));
        if (taken.has(environment))
          findings.push({
            path: at,
            message: `${quoted(environment)} is set already`,
          });
        taken.add(environment);
      }
      if (file !== undefined) {
        if (files.has(file))
          findings.push({
            path: [...path, 'file'],
            message: `${quoted(file)} is written already`,
          });
        files.add(file);
      }
      return findings;
    },
  );
}

function sidecarFindings(
  sidecars: NonNullable<WorkspaceTemplateSpec['sidecars']>,
): Finding[] {
  const names = new Set(OWN_CONTAINERS);
  const ports = new Set(OWN_PORTS);
  return sidecars.flatMap((sidecar, index) => {
    const path: Path = ['spec', 'sidecars', index];
    const findings = imageFindings(sidecar.image, [...path, 'image']);
    if (names.has(sidecar.name))
      findings.push({
        path: [...path, 'name'],
        message: `there is already a container ${quoted(sidecar.name)}`,
      });
    names.add(sidecar.name);
    for (const [at, port] of (sidecar.ports ?? []).entries()) {
      if (ports.has(port))
        findings.push({
          path: [...path, 'ports', at],
          message: `the port ${port} is taken: all containers share one address`,
        });
      ports.add(port);
    }
    for (const name of Object.keys(sidecar.environment ?? {})) {
      if (!isEnvironmentName(name))
        findings.push(
          ...variableFinding(name, [...path, 'environment', name], 'key'),
        );
    }
    return findings;
  });
}

function egressFindings(
  rules: NonNullable<WorkspaceTemplateSpec['egress']>,
): Finding[] {
  return rules.flatMap(({ cidr, except = [] }, index) => {
    const path = ['spec', 'egress', index];
    const blocks: Array<[string, Path]> = [
      [cidr, [...path, 'cidr']],
      ...except.map((block, at): [string, Path] => [
        block,
        [...path, 'except', at],
      ]),
    ];
    return blocks
      .filter(([block]) => !isCidr(block))
      .map(([block, at]) => ({
        path: at,
        message: `${quoted(
          block,
        )} is not a CIDR block; write for example 10.1.0.0/16`,
      }));
  });
}

function isCidr(text: string): boolean {
  const [address, bits] = text.split('/');
  if (address.includes(':')) return Number(bits) <= 128;
  const parts = address.split('.');
  return (
    parts.length === 4 &&
    parts.every(
      part => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255,
    ) &&
    Number(bits) <= 32
  );
}
