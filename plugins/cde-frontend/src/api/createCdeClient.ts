import type { DiscoveryApi, FetchApi } from '@backstage/frontend-plugin-api';
import { administrationClient } from './administrationClient';
import type { CdeApi } from './CdeApi';
import { contextsClient } from './contextsClient';
import { gitAccessClient } from './gitAccessClient';
import { governanceClient } from './governanceClient';
import { Http } from './http';
import { readinessClient } from './readinessClient';
import { templatesClient } from './templatesClient';
import { workspacesClient } from './workspacesClient';

/** {@link CdeApi} over HTTP. @public */
export function createCdeClient(options: {
  discoveryApi: DiscoveryApi;
  fetchApi: FetchApi;
}): CdeApi {
  const http = new Http(options);
  return {
    ...workspacesClient(http),
    ...templatesClient(http),
    ...governanceClient(http),
    ...administrationClient(http),
    ...gitAccessClient(http),
    ...contextsClient(http),
    ...readinessClient(http),
  };
}
