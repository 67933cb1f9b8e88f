import { useCallback } from 'react';
import { parseEntityRef } from '@backstage/catalog-model';
import {
  configApiRef,
  useApi,
  useRouteRef,
} from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { prefilled } from '../lib/readiness';
import { softwareTemplateRouteRef } from '../routes';
import { useLive } from './useLive';

const USUAL = 'template:default/add-dev-environment';
const SETTLED = 600_000;

/**
 * Where a devcontainer.json is proposed for a component: the form of the configured software template. Undefined while
 * it is not known whether the portal has it, and where it has not.
 */
export function useProposal(): ((component: string) => string) | undefined {
  const catalog = useApi(catalogApiRef);
  const ref =
    useApi(configApiRef).getOptionalString('cde.readiness.proposeTemplate') ??
    USUAL;
  const route = useRouteRef(softwareTemplateRouteRef);
  const { value: exists } = useLive({
    key: `template ${ref}`,
    load: async () => Boolean(await catalog.getEntityByRef(ref)),
    concerns: () => false,
    interval: () => SETTLED,
  });
  const to = useCallback(
    (component: string) => {
      const { namespace, name } = parseEntityRef(ref, {
        defaultKind: 'template',
        defaultNamespace: 'default',
      });
      return prefilled(
        route?.({ namespace, templateName: name }) ?? '',
        component,
      );
    },
    [ref, route],
  );
  return exists && route ? to : undefined;
}
