import { readFileSync } from 'node:fs';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { parse } from 'yaml';

/** The parts of an OpenAPI document that the router is made from. */
export interface ApiDocument {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, ApiOperation>>;
}

export interface ApiOperation {
  operationId: string;
  responses: Record<string, unknown>;
}

/** Reads the API's document, which is also what requests are checked against. */
export function readApiDocument(): ApiDocument {
  const file = resolvePackagePath(
    '@backstage-cde/plugin-cde-backend',
    'src',
    'schema',
    'openapi.yaml',
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
