/** The cluster-wide kinds that the cluster's control applies; their URL's last part by kind. */
const resources: Record<string, string> = {
  Namespace: 'namespaces',
  ClusterRole: 'clusterroles',
  ClusterRoleBinding: 'clusterrolebindings',
  StorageClass: 'storageclasses',
};

/** The documents of a YAML file, without those that hold only comments. */
export function splitManifests(text: string): string[] {
  return text
    .split(/^---.*$/m)
    .filter(document =>
      document
        .split('\n')
        .some(line => line.trim() !== '' && !line.trim().startsWith('#')),
    )
    .map(document => document.trim());
}

/**
 * Where a manifest belongs in the API. It is read by its lines: `apiVersion`, `kind` and `metadata.name` must stand in
 * block style, unquoted.
 *
 * @throws where one of them is missing or the kind is none that the cluster applies.
 */
export function manifestUrl(manifest: string): string {
  const find = (pattern: RegExp, what: string) => {
    const found = pattern.exec(manifest)?.[1];
    if (!found) throw new Error(`a manifest lacks its ${what}:\n${manifest}`);
    return found;
  };
  const version = find(/^apiVersion:\s*(\S+)/m, 'apiVersion');
  const kind = find(/^kind:\s*(\S+)/m, 'kind');
  const name = find(
    /^metadata:\s*\n(?:^[ #].*\n)*?^ {2}name:\s*(\S+)/m,
    'metadata.name',
  );
  const resource = resources[kind];
  if (!resource)
    throw new Error(`objects of kind ${kind} are not applied here`);
  const group = version.includes('/') ? `/apis/${version}` : `/api/${version}`;
  return `${group}/${resource}/${encodeURIComponent(name)}`;
}
