import type { Entity } from '@backstage/catalog-model';
import { InputError, NotAllowedError } from '@backstage/errors';
import {
  templateReadPermission,
  templateUsePermission,
  type WorkspaceTemplateSummary,
} from '@backstage-cde/plugin-cde-common';
import type { TemplateAccess, UserCredentials } from '../permissions';
import { noTemplate } from './conflicts';
import type { DatabaseTemplateStore } from './DatabaseTemplateStore';
import { matchOf, matchTemplates } from './match';
import type { TemplateOffer } from './offer';
import type { TemplateSync } from './TemplateSync';
import type { PublishedTemplate, TemplateRecord } from './types';

export interface RankedOffer extends TemplateOffer {
  match: NonNullable<WorkspaceTemplateSummary['match']>;
}

/** Which templates somebody may make workspaces from. */
export class TemplateOffers {
  readonly #store: DatabaseTemplateStore;
  readonly #access: TemplateAccess;
  readonly #sync: Pick<TemplateSync, 'refresh'>;

  constructor(options: {
    store: DatabaseTemplateStore;
    access: TemplateAccess;
    sync: Pick<TemplateSync, 'refresh'>;
  }) {
    this.#store = options.store;
    this.#access = options.access;
    this.#sync = options.sync;
  }

  /** What is offered for a component, or without one; the best first. */
  async list(
    credentials: UserCredentials,
    entity: Entity | undefined,
  ): Promise<RankedOffer[]> {
    await this.#sync.refresh();
    const [published, test] = await Promise.all([
      this.#store.published(),
      this.#access.tests(credentials, [
        templateReadPermission,
        templateUsePermission,
      ]),
    ]);
    const usable = published.filter(
      ({ template }) =>
        template.state === 'active' &&
        test(templateReadPermission, template) &&
        test(templateUsePermission, template),
    );
    return matchTemplates(
      usable.map(one => ({
        id: one.template.id,
        appliesTo: one.template.appliesTo,
        one,
      })),
      entity,
    ).map(({ template: { one }, match }) => ({ ...offerOf(one), match }));
  }

  /**
   * The template that somebody asks for, or the best for the component.
   * @throws NotFoundError for what does not exist or may not be seen, NotAllowedError for what may not be used,
   * InputError for what is not offered here
   */
  async pick(
    credentials: UserCredentials,
    entity: Entity | undefined,
    id: string | undefined,
  ): Promise<TemplateOffer> {
    const offers = await this.list(credentials, entity);
    const found = id === undefined ? offers[0] : offers.find(o => o.id === id);
    if (found) {
      return found;
    }
    if (id !== undefined) {
      await this.#refuse(credentials, entity, id);
    }
    throw new InputError(
      'No workspace template is offered here; ask the platform team for one that applies',
    );
  }

  async #refuse(
    credentials: UserCredentials,
    entity: Entity | undefined,
    id: string,
  ): Promise<never> {
    const template = await this.#store.get(id);
    const test = await this.#access.tests(credentials, [
      templateReadPermission,
      templateUsePermission,
    ]);
    if (!template || !test(templateReadPermission, template)) {
      throw noTemplate(id);
    }
    if (!test(templateUsePermission, template)) {
      throw new NotAllowedError(
        `You may see the template '${id}', but not make workspaces from it (permission ${templateUsePermission.name})`,
      );
    }
    throw new InputError(whyNotOffered(template, entity));
  }
}

export function offerOf({
  template: { id },
  revision: { revision, document },
}: PublishedTemplate): TemplateOffer {
  return { id, revision, document };
}

/** Why no new workspace may be made from a template, if so. */
export function whyEnded({
  id,
  state,
  publishedRevision,
}: TemplateRecord): string | undefined {
  if (publishedRevision === null) {
    return `The template '${id}' is not published yet`;
  }
  return {
    active: undefined,
    deprecated: `The template '${id}' is deprecated, so no new workspaces are made from it; choose another`,
    retired: `The template '${id}' is retired, so no new workspaces are made from it; choose another`,
    gone: `The template '${id}' is gone from its source, so no new workspaces are made from it; choose another`,
  }[state];
}

function whyNotOffered(
  template: TemplateRecord,
  entity: Entity | undefined,
): string {
  const ended = whyEnded(template);
  if (ended) {
    return ended;
  }
  return matchOf(template, entity)
    ? `The template '${template.id}' is not offered here`
    : `The template '${template.id}' is not for ${
        entity
          ? `'${entity.metadata.name}'`
          : 'repositories without a component'
      } (see its appliesTo); choose another`;
}
