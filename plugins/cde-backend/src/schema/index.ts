import { readFileSync } from 'node:fs';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { parse } from 'yaml';

/** The parts of an OpenAPI document that the router is made from. */
export interface ApiDocument {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, ApiOperation>>;
  components: { schemas: Record<string, unknown> };
}

export interface ApiOperation {
  operationId: string;
  responses: Record<string, unknown>;
  /** Who may ask; default: users. */
  'x-principals'?: Array<'user' | 'service'>;
  /** Of the request's body, where it may be larger than others. */
  'x-body-limit'?: string;
}

/** The document is one, in parts that have a subject each. */
const PARTS = [
  'openapi',
  'templates',
  'governance',
  'settings',
  'contexts',
  'quotas',
  'usage',
  'readiness',
  'administration',
  'credentials',
  'rights',
];

/** Reads the API's document, which is also what requests are checked against. */
export function readApiDocument(): ApiDocument {
  const [document, ...others] = PARTS.map(readPart);
  for (const { paths, components } of others) {
    Object.assign(document.paths, paths);
    Object.assign(document.components.schemas, components?.schemas);
  }
  return document;
}

function readPart(name: string): ApiDocument {
  const file = resolvePackagePath(
    '@backstage-cde/plugin-cde-backend',
    'src',
    'schema',
    `${name}.yaml`,
  );
  return parse(readFileSync(file, 'utf8'), { merge: true });
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** All operations of the document. */
export function operationsOf(document: ApiDocument) {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.filter(method => item[method]).map(method => ({
      path,
      method,
      ...item[method],
    })),
  );
}
