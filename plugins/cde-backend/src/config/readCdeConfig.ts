import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import type { ResourceClass } from '@backstage-cde/plugin-cde-common';
import { parseBytes, parseCores } from './quantities';
import { readQuotas } from './readQuotas';
import type {
  CdeConfig,
  ClusterConfig,
  EgressRule,
  GitHostConfig,
  TemplateConfig,
} from './types';

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/**
 * Reads and checks `cde.*` (and `app.baseUrl`). A broken configuration stops the
 * plugin at its start, with the key and the reason.
 *
 * @throws InputError, or the config library's own errors for missing and mistyped keys
 */
export function readCdeConfig(root: Config): CdeConfig {
  const config = root.getConfig('cde');
  const clusters = list(config, 'clusters', readCluster);
  const resourceClasses = list(config, 'resourceClasses', readResourceClass);
  const templates =
    config.getOptionalConfigArray('templates')?.map(template =>
      readTemplate(template, {
        classes: names(resourceClasses),
        clusters: names(clusters),
      }),
    ) ?? [];
  unique('cde.clusters', clusters);
  unique('cde.resourceClasses', resourceClasses);
  unique('cde.templates', templates);
  return {
    instance: dnsLabel(config, 'instance'),
    portalUrl: withoutTrailingSlash(root.getString('app.baseUrl')),
    gateway: readGateway(config.getConfig('gateway')),
    clusters,
    git: {
      hosts: config.getOptionalConfigArray('git.hosts')?.map(readGitHost) ?? [],
      cacheBytes: quantity(config, 'git.cacheSize', parseBytes, '1Gi'),
      sealingKey: readSealingKey(config),
      lendIntegrations:
        config.getOptionalBoolean('git.lendIntegrationCredentials') ?? true,
      userTokenMs:
        (config.getOptionalNumber('git.userTokenHours') ?? 12) * 3600_000,
    },
    templates,
    privilegedTemplateLocations:
      config.getOptionalStringArray('templatesFromGit.privileged') ?? [],
    resourceClasses,
    permissions: {
      unconditionalAllow:
        oneOf(config, 'permissions.unconditionalAllow', [
          'owner',
          'everyone',
        ]) ?? 'owner',
      administratorsMayOpen:
        config.getOptionalBoolean('permissions.administratorsMayOpen') ?? false,
    },
    admins: (config.getOptionalStringArray('admins') ?? []).map(readPrincipal),
    currency: readCurrency(config),
    quotas: readQuotas(config.getOptionalConfig('quotas')),
    manifestKinds: (
      config.getOptionalConfigArray('templateManifests.allow') ?? []
    ).map(item => ({
      apiVersion: item.getString('apiVersion'),
      kind: item.getString('kind'),
    })),
    audit: {
      retentionDays: config.getOptionalNumber('audit.retentionDays') ?? 365,
    },
    offboarding: {
      graceMs:
        (config.getOptionalNumber('offboarding.graceMinutes') ?? 60) * 60_000,
    },
    startTimeoutMs:
      (config.getOptionalNumber('startTimeout.minutes') ?? 10) * 60_000,
    ide: { gallery: readGallery(config.getOptionalConfig('ide.gallery')) },
  };
}

function readGateway(config: Config): CdeConfig['gateway'] {
  const baseUrl = withoutTrailingSlash(config.getString('baseUrl'));
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (
    !url ||
    !['http:', 'https:'].includes(url.protocol) ||
    url.pathname !== '/'
  ) {
    throw new InputError(
      `cde.gateway.baseUrl is '${baseUrl}', but has to be an http(s) origin without a path: workspaces live at subdomains of it`,
    );
  }
  return {
    listen: {
      host: config.getOptionalString('listen.host') ?? '127.0.0.1',
      port: config.getNumber('listen.port'),
    },
    baseUrl,
  };
}

function readCluster(config: Config): ClusterConfig {
  const name = dnsLabel(config, 'name');
  return {
    name,
    title: config.getOptionalString('title') ?? name,
    access: config.getOptionalBoolean('inCluster')
      ? { type: 'inCluster' }
      : {
          type: 'kubeconfig',
          path: config.getString('kubeconfig.path'),
          context: config.getOptionalString('kubeconfig.context'),
        },
    reach: oneOf(config, 'reach', ['direct', 'apiserver']) ?? 'apiserver',
    preparationFile: config.getOptionalString('preparationFile'),
    namespace: dnsLabel(config, 'namespace'),
    storageClass: config.getOptionalString('storageClass'),
    toolsImage: config.getString('toolsImage'),
    egress: readEgress(config),
  };
}

function readGitHost(config: Config): GitHostConfig {
  return {
    host: config.getString('host').toLowerCase(),
    protocol: oneOf(config, 'protocol', ['http', 'https']) ?? 'https',
    clusterUrl: withoutTrailingSlash(config.getOptionalString('clusterUrl')),
    username: config.getOptionalString('username'),
    token: config.getOptionalString('token'),
  };
}

/** Nothing that could be guessed. @throws InputError, without the key */
function readSealingKey(config: Config): string | undefined {
  const key = config.getOptionalString('git.sealingKey');
  if (key !== undefined && key.length < 32) {
    throw new InputError(
      'cde.git.sealingKey is too short: it has to be 32 or more random characters, for example from `openssl rand -base64 32`',
    );
  }
  return key;
}

function readTemplate(
  config: Config,
  known: { classes: string[]; clusters: string[] },
): TemplateConfig {
  const name = dnsLabel(config, 'name');
  const home = config.getOptionalString('user.home');
  const user = {
    name: config.getOptionalString('user.name') ?? 'vscode',
    ...(home ? { home } : {}),
  };
  return {
    name,
    title: config.getOptionalString('title') ?? name,
    description: config.getOptionalString('description'),
    image: config.getString('image'),
    user,
    resourceClasses: choice(name, 'resourceClasses', config, known.classes),
    ides: choice(name, 'ides', config, ['vscode-web', 'none'], ['vscode-web']),
    clusters: choice(name, 'clusters', config, known.clusters),
    egress: readEgress(config),
  };
}

function readResourceClass(config: Config): ResourceClass {
  const name = dnsLabel(config, 'name');
  const range = (key: string, parse: (text: string) => number) => {
    const limit = quantity(config, `${key}.limit`, parse);
    const request = quantity(
      config,
      `${key}.request`,
      parse,
      String(config.get(`${key}.limit`)),
    );
    if (request > limit) {
      throw new InputError(
        `cde.resourceClasses '${name}': ${key}.request is more than ${key}.limit`,
      );
    }
    return { request, limit };
  };
  return {
    name,
    title: config.getOptionalString('title') ?? name,
    description: config.getOptionalString('description'),
    cpu: range('cpu', parseCores),
    memory: range('memory', parseBytes),
    storage: quantity(config, 'storage', parseBytes),
    ...readGpu(config.getOptionalConfig('gpu')),
    ...readPrice(config.getOptionalConfig('price')),
    ...(config.has('clusters') && {
      clusters: config.getStringArray('clusters'),
    }),
  };
}

function readGpu(config: Config | undefined): Pick<ResourceClass, 'gpu'> {
  return config
    ? {
        gpu: {
          count: config.getNumber('count'),
          resource: config.getOptionalString('resource') ?? 'nvidia.com/gpu',
        },
      }
    : {};
}

function readPrice(config: Config | undefined): Pick<ResourceClass, 'price'> {
  return config
    ? {
        price: {
          perHour: config.getOptionalNumber('perHour') ?? 0,
          perGbMonth: config.getOptionalNumber('perGbMonth') ?? 0,
        },
      }
    : {};
}

/** @throws InputError */
function readPrincipal(text: string): string {
  const ref = stringifyEntityRef(parseEntityRef(text));
  if (!/^(user|group):/.test(ref)) {
    throw new InputError(
      `cde.admins: '${text}' is not a user or a group; write for example 'group:default/platform'`,
    );
  }
  return ref;
}

function readCurrency(config: Config): string {
  const currency = config.getOptionalString('currency') ?? 'EUR';
  if (!/^[A-Z]{3}$/.test(currency)) {
    throw new InputError(
      `cde.currency is '${currency}', but has to be a code of three letters (ISO 4217), for example EUR`,
    );
  }
  return currency;
}

function readEgress(config: Config): EgressRule[] {
  return (config.getOptionalConfigArray('egress') ?? []).map(rule => ({
    cidr: rule.getString('cidr'),
    except: rule.getOptionalStringArray('except'),
    ports: rule.getOptional<unknown[]>('ports')?.map(readPort),
  }));
}

/** A number, or its text: what comes from an environment variable is always text. */
function readPort(value: unknown): number {
  const port = Number(value);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new InputError(
      `'${value}' in an egress rule is not a port: expected a number from 1 to 65535`,
    );
  }
  return port;
}

function readGallery(config: Config | undefined): CdeConfig['ide']['gallery'] {
  return (
    config && {
      serviceUrl: config.getString('serviceUrl'),
      itemUrl: config.getOptionalString('itemUrl'),
      resourceUrlTemplate: config.getOptionalString('resourceUrlTemplate'),
    }
  );
}

function list<T>(config: Config, key: string, read: (item: Config) => T): T[] {
  const items = config.getConfigArray(key);
  if (items.length === 0) {
    throw new InputError(`cde.${key} is empty; at least one entry is needed`);
  }
  return items.map(read);
}

function names(items: Array<{ name: string }>): string[] {
  return items.map(item => item.name);
}

function unique(key: string, items: Array<{ name: string }>) {
  const twice = names(items).find(
    (name, index, all) => all.indexOf(name) !== index,
  );
  if (twice) {
    throw new InputError(`${key} has two entries named '${twice}'`);
  }
}

/** A template's list of names out of the known ones; without one: all of them. */
function choice(
  template: string,
  key: string,
  config: Config,
  known: string[],
  fallback = known,
): string[] {
  const chosen = config.getOptionalStringArray(key) ?? fallback;
  const unknown = chosen.filter(name => !known.includes(name));
  if (unknown.length > 0 || chosen.length === 0) {
    const found = unknown.length > 0 ? `; unknown: ${unknown.join(', ')}` : '';
    throw new InputError(
      `cde.templates '${template}': ${key} has to name at least one of ${known.join(
        ', ',
      )}${found}`,
    );
  }
  return chosen;
}

/** The name ends up in labels, object names or hosts of the cluster (RFC 1123 label). */
function dnsLabel(config: Config, key: string): string {
  const value = config.getString(key);
  if (!DNS_LABEL.test(value)) {
    throw new InputError(
      `cde: ${key} '${value}' has to be at most 63 lower-case letters, digits and hyphens, with a letter or digit at both ends`,
    );
  }
  return value;
}

function oneOf<T extends string>(
  config: Config,
  key: string,
  values: T[],
): T | undefined {
  const value = config.getOptionalString(key);
  const known = values.find(candidate => candidate === value);
  if (value !== undefined && !known) {
    throw new InputError(
      `cde: ${key} is '${value}', but has to be one of ${values.join(', ')}`,
    );
  }
  return known;
}

/** Kubernetes allows numbers where it allows quantities, so YAML may hold either. */
function quantity(
  config: Config,
  key: string,
  parse: (text: string) => number,
  fallback?: string,
): number {
  const value = config.getOptional(key) ?? fallback ?? config.get(key);
  return parse(String(value));
}

function withoutTrailingSlash(url: string): string;
function withoutTrailingSlash(url: string | undefined): string | undefined;
function withoutTrailingSlash(url: string | undefined): string | undefined {
  return url?.replace(/\/+$/, '');
}
