import type { Api } from './api';

type Schema = Record<string, any>;

/** An operation of the API's document, with a request that fits it. */
export interface Route {
  operationId: string;
  method: string;
  /** With its parameters' names in braces. */
  path: string;
  /** What is required and nothing more. */
  body?: unknown;
  /** Required query parameters, from the question mark on. */
  query: string;
}

/** Every route there is, read from the running backend: a new one is tested without being named here. */
export async function routesOf(api: Api): Promise<Route[]> {
  const { status, body: document } = await api.call('GET', '/openapi.json');
  if (status !== 200) throw new Error(`The API's document answered ${status}`);
  const resolve = (schema: Schema): Schema =>
    schema.$ref ? resolve(schema.$ref.slice(2).split('/').reduce((part: Schema, key: string) => part[key], document)) : schema;

  const sample = (given: Schema): unknown => {
    const schema = resolve(given);
    if (schema.enum) return schema.enum[0];
    if (schema.oneOf ?? schema.anyOf) return sample((schema.oneOf ?? schema.anyOf)[0]);
    switch (schema.type) {
      case 'object':
        return Object.fromEntries(keysOf(schema).map(key => [key, sample(schema.properties?.[key] ?? {})]));
      case 'array':
        return Array.from({ length: schema.minItems ?? 0 }, () => sample(schema.items));
      case 'integer':
      case 'number':
        return Math.max(1, schema.minimum ?? 1);
      case 'boolean':
        return true;
      default:
        return 'user:default/ana';
    }
  };

  const operations = (path: string, item: Schema) =>
    ['get', 'post', 'put', 'patch', 'delete'].flatMap(method => (item[method] ? [{ path, method, shared: item.parameters ?? [], ...item[method] }] : []));
  return Object.entries<Schema>(document.paths)
    .flatMap(([path, item]) => operations(path, item))
    .map(({ path, method, operationId, parameters = [], shared, requestBody }) => {
      const schema = requestBody?.content?.['application/json']?.schema;
      const required = [...shared, ...parameters].map(resolve).filter(({ in: where, required: needed }) => where === 'query' && needed);
      const query = new URLSearchParams(required.map(parameter => [parameter.name, String(sample(parameter.schema))])).toString();
      return { operationId, method: method.toUpperCase(), path, query: query && `?${query}`, ...(schema && { body: sample(schema) }) };
    });
}

/** The properties that there have to be: those that are required, and as many others as are asked for. */
function keysOf({ required = [], properties = {}, minProperties = 0 }: Schema): string[] {
  const others = Object.keys(properties).filter(key => !required.includes(key));
  return [...required, ...others.slice(0, Math.max(0, minProperties - required.length))];
}

/** The route's address, with values in place of its parameters. */
export function addressOf({ path, query }: Route, values: Record<string, string>): string {
  return path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(values[name] ?? '1')) + query;
}
