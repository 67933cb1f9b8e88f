import { ConflictError } from '@backstage/errors';
import type { Admission, NewWorkspace } from '../workspaces';
import type { DatabaseTemplateStore } from './DatabaseTemplateStore';
import { whyEnded } from './TemplateOffers';

/**
 * Checks, in the transaction that makes a workspace, that its template still gives new ones: who deprecates or
 * deletes a template meanwhile comes either before it or after it.
 */
export function templateAdmission(
  store: Pick<DatabaseTemplateStore, 'holdForCreation'>,
  { templateName }: Pick<NewWorkspace, 'templateName'>,
): Admission {
  return {
    async admit(trx) {
      const template = await store.holdForCreation(trx, templateName);
      const why = template
        ? whyEnded(template)
        : `The template '${templateName}' was deleted just now; choose another`;
      if (why) {
        throw new ConflictError(why);
      }
    },
  };
}
