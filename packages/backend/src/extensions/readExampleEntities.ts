import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  ANNOTATION_SOURCE_LOCATION,
  type Entity,
} from '@backstage/catalog-model';
import { parseAllDocuments } from 'yaml';

/**
 * Reads the organisation from `catalog/*.yaml`, the scaffolder's templates from `templates/`, where
 * they find their skeletons, and a component from each repository's `catalog-info.yaml`, which gets
 * the git host's address as its source.
 *
 * @param folder - the `examples` folder
 * @param gitUrl - base URL of the git host that serves the repositories
 * @param withComponents - false where a provider of the git host brings them
 */
export async function readExampleEntities(
  folder: string,
  gitUrl: string,
  withComponents = true,
): Promise<Entity[]> {
  const organisation = (await readdir(path.join(folder, 'catalog')))
    .sort()
    .map(async file => {
      const location = `example:catalog/${file}`;
      return readEntities(path.join(folder, 'catalog', file), {
        location,
        source: location,
      });
    });
  const templates = (await folders(path.join(folder, 'templates'))).map(
    async name => {
      const file = path.join(folder, 'templates', name, 'template.yaml');
      const location = `file:${file}`;
      return readEntities(file, { location, source: location });
    },
  );
  const repositories = withComponents
    ? await folders(path.join(folder, 'repositories'))
    : [];
  const components = repositories.map(async name => {
    const url = `url:${gitUrl}/acme/${name}`;
    return readEntities(
      path.join(folder, 'repositories', name, 'catalog-info.yaml'),
      {
        location: `${url}?path=catalog-info.yaml`,
        source: `${url}.git`,
      },
    );
  });
  return (
    await Promise.all([...organisation, ...templates, ...components])
  ).flat();
}

async function folders(parent: string): Promise<string[]> {
  const entries = await readdir(parent, { withFileTypes: true });
  return entries
    .filter(entry => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

async function readEntities(
  file: string,
  from: { location: string; source: string },
): Promise<Entity[]> {
  const documents = parseAllDocuments(await readFile(file, 'utf8'));
  return documents.map(document => {
    const [problem] = document.errors;
    if (problem) throw new Error(`${file}: ${problem.message}`);
    const entity: Entity = document.toJS();
    const annotations = {
      [ANNOTATION_LOCATION]: from.location,
      [ANNOTATION_ORIGIN_LOCATION]: from.location,
      [ANNOTATION_SOURCE_LOCATION]: from.source,
      ...entity.metadata.annotations,
    };
    return { ...entity, metadata: { ...entity.metadata, annotations } };
  });
}
