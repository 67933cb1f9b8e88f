import { InputError } from '@backstage/errors';
import type { ResourceClass } from '@backstage-cde/plugin-cde-common';
import type { CdeConfig } from '../config';
import type { CatalogReader, ComponentSource } from '../creation';
import { footprintOf, QuotaExceededError, type Quotas } from '../quotas';
import {
  resolveTemplate,
  type TemplateOffer,
  type TemplateOffers,
} from '../templates';
import type { Footprint } from '../workspaces';
import type { Caller } from '../service';
import type { Handlers } from './createRouter';

/** What the handlers of limits need. */
export interface QuotaHandlersOptions {
  config: Pick<CdeConfig, 'resourceClasses'>;
  quotas: Quotas;
  catalog: CatalogReader;
  templates: Pick<TemplateOffers, 'list'>;
}

/** Limits: those that apply to the caller, and for those who may, all of them. */
export function createQuotaHandlers(options: QuotaHandlersOptions): Handlers {
  const { service, administration } = options.quotas;
  return {
    listQuotas: async caller => ({ items: await administration.list(caller) }),
    setQuota: async (caller, { body }) => ({
      items: await administration.set(caller, body),
    }),
    previewQuota: (caller, { body }) => administration.preview(caller, body),
    getQuotaUsage: async (caller, { query }) => {
      const component = text(query.component);
      const source =
        component === undefined
          ? undefined
          : await options.catalog.component(component, caller.credentials);
      return service.usage(
        {
          ownerRef: caller.credentials.principal.userEntityRef,
          componentRef: source?.ref ?? null,
          componentOwnerRef: source?.ownerRef ?? null,
          systemRef: source?.systemRef ?? null,
        },
        await requestedFootprint(options, caller, source, {
          template: text(query.template),
          resourceClass: text(query.resourceClass),
        }),
      );
    },
  };
}

/** Lets refusals tell what makes room, whichever operation was refused. */
export function explainRefusals(handlers: Handlers, quotas: Quotas): Handlers {
  const explained = Object.entries(handlers).map(
    ([operationId, handler]): [string, Handlers[string]] => [
      operationId,
      async (caller, req, res) => {
        try {
          return await handler(caller, req, res);
        } catch (error) {
          throw error instanceof QuotaExceededError
            ? await quotas.explainer.explain(error, caller.credentials)
            : error;
        }
      },
    ],
  );
  return Object.fromEntries(explained);
}

/** What a workspace of this template and class would use; `undefined` where neither is said. */
async function requestedFootprint(
  { config, templates }: QuotaHandlersOptions,
  { credentials }: Caller,
  source: ComponentSource | undefined,
  request: { template?: string; resourceClass?: string },
): Promise<Footprint | undefined> {
  const offer =
    request.template === undefined
      ? undefined
      : (await templates.list(credentials, source?.entity)).find(
          ({ id }) => id === request.template,
        );
  const name = request.resourceClass ?? offer?.document.spec.resourceClasses[0];
  const resourceClass = config.resourceClasses.find(one => one.name === name);
  if (name !== undefined && !resourceClass) {
    throw new InputError(`There is no resource class '${name}'`);
  }
  return resourceClass && footprintWith(offer, resourceClass);
}

function footprintWith(
  offer: TemplateOffer | undefined,
  resourceClass: ResourceClass,
): Footprint {
  try {
    return offer
      ? resolveTemplate(offer.document.spec, { parameters: {}, resourceClass })
          .footprint
      : footprintOf(resourceClass);
  } catch {
    // It has parameters that have to be given; until they are, the class says most.
    return footprintOf(resourceClass);
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
