import { nearestName } from '../../devcontainer/nearestName';
import { quoted, type Finding, type TemplateSurroundings } from '../finding';
import { isObject, type Path } from '../references';
import type { WorkspaceTemplateSpec } from '../types';

/** Names of labels and annotations that belong to the portal or to Kubernetes itself. */
const RESERVED =
  /^(([a-z0-9.-]+\.)?cde\.backstage\.io\/|app\.kubernetes\.io\/managed-by$|(?!app\.kubernetes\.io\/)(.+\.)?(kubernetes|k8s)\.io\/)/i;

/** Whether a manifest may not set this label or annotation. @public */
export function isReservedMetadataName(name: string): boolean {
  return RESERVED.test(name);
}

/** Objects that are made with a workspace. */
export function manifestFindings(
  spec: WorkspaceTemplateSpec,
  known: TemplateSurroundings | undefined,
): Finding[] {
  const names = new Set<string>();
  return (spec.manifests ?? []).flatMap((manifest, index) => {
    const path: Path = ['spec', 'manifests', index];
    const { apiVersion, kind } = manifest;
    const metadata = isObject(manifest.metadata) ? manifest.metadata : {};
    const findings: Finding[] = [];
    if (known)
      findings.push(
        ...kindFindings(String(apiVersion), String(kind), path, known),
      );
    const name = `${kind} ${metadata.name ?? index + 1}`;
    if (names.has(name))
      findings.push({
        path: [...path, 'metadata', 'name'],
        message: `there is already a ${name} in this template`,
      });
    names.add(name);
    for (const map of ['labels', 'annotations']) {
      const entries = isObject(metadata[map]) ? metadata[map] : {};
      for (const key of Object.keys(entries)) {
        if (isReservedMetadataName(key))
          findings.push({
            path: [...path, 'metadata', map, key],
            at: 'key',
            message: `${quoted(key)} is reserved`,
          });
      }
    }
    if ('status' in manifest)
      findings.push({
        path: [...path, 'status'],
        at: 'key',
        message: 'the status is written by the cluster alone',
      });
    return [...findings, ...innerFindings(manifest, path)];
  });
}

function kindFindings(
  apiVersion: string,
  kind: string,
  path: Path,
  { manifestKinds }: TemplateSurroundings,
): Finding[] {
  const name = `${apiVersion} ${kind}`;
  const allowed = manifestKinds.map(one => `${one.apiVersion} ${one.kind}`);
  if (allowed.includes(name)) return [];
  const nearest = nearestName(name, allowed);
  const hint = nearest
    ? `did you mean '${nearest}'?`
    : `allowed by cde.templateManifests.allow: ${allowed.join(', ') || 'none'}`;
  return [
    {
      path: [...path, 'kind'],
      message: `Templates may not make objects of ${quoted(name)}; ${hint}`,
    },
  ];
}

/** Our own labels further inside would make other objects pass for parts of a workspace. */
function innerFindings(value: unknown, path: Path, depth = 0): Finding[] {
  if (Array.isArray(value))
    return value.flatMap((item, index) =>
      innerFindings(item, [...path, index], depth + 1),
    );
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]): Finding[] => {
    const at = [...path, key];
    const isTop = depth < 3 && path.includes('metadata');
    const own: Finding[] =
      !isTop && /^cde\.backstage\.io\//i.test(key)
        ? [{ path: at, at: 'key', message: `${quoted(key)} is reserved` }]
        : [];
    return [...own, ...innerFindings(item, at, depth + 1)];
  });
}
