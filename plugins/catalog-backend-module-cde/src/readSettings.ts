import type { RootConfigService } from '@backstage/backend-plugin-api';
import type { WatchSettings } from './devcontainers';

const MINUTE_MS = 60_000;

/** What the catalog's part of the suite reads of the configuration. */
export interface CatalogSettings {
  /** Absent: components are not marked. */
  devcontainers?: WatchSettings;
  /** Running workspaces become entities. */
  workspaces: boolean;
  /** Hosts of `cde.git.hosts`. */
  plainHosts: string[];
  appUrl: string;
}

export function readSettings(config: RootConfigService): CatalogSettings {
  const number = (key: string, fallback: number) =>
    config.getOptionalNumber(`cde.catalog.devcontainers.${key}`) ?? fallback;
  const isOn =
    config.getOptionalBoolean('cde.catalog.devcontainers.enabled') ?? true;
  return {
    ...(isOn && {
      devcontainers: {
        checkMs: number('checkMinutes', 5) * MINUTE_MS,
        surveyMs: number('surveyMinutes', 60) * MINUTE_MS,
        timeoutMs: number('timeoutSeconds', 10) * 1000,
      },
    }),
    workspaces: config.getOptionalBoolean('cde.catalog.workspaces') ?? false,
    plainHosts:
      config
        .getOptionalConfigArray('cde.git.hosts')
        ?.map(host => host.getString('host')) ?? [],
    appUrl: config.getOptionalString('app.baseUrl') ?? '',
  };
}
