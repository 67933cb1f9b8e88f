import { translationApiRef } from '@backstage/frontend-plugin-api';
import type {
  ApiHolder,
  TranslationFunction,
} from '@backstage/frontend-plugin-api';
import { toError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import type { FieldValidation, RJSFSchema } from '@rjsf/utils';
import validator from '@rjsf/validator-ajv8';
import type {
  CreationOptions,
  QuotaUsage,
} from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../../api';
import type { CdeApi } from '../../api';
import { isUnfitBranch, offered } from '../../lib/creation';
import { explainError } from '../../lib/errors';
import { cleanValues, splitSchema } from '../../lib/parameters';
import { isExceeded } from '../../lib/quota';
import { cdeTranslationRef } from '../../translation';
import { otherValues } from './others';
import type { OtherFields } from './others';

/** What the scaffolder tells a validation. */
interface Context {
  apiHolder: ApiHolder;
  formData: JsonObject;
  uiSchema?: { 'ui:options'?: OtherFields & { refuseOverQuota?: boolean } };
}

type Translate = TranslationFunction<typeof cdeTranslationRef.T>;

/** Whether a workspace template is offered. */
export async function validateTemplate(
  value: string | undefined,
  field: FieldValidation,
  context: Context,
): Promise<void> {
  if (!value) return;
  const options = await optionsFor(field, context);
  if (options && !options.templates.some(({ name }) => name === value)) {
    const t = await wordsOf(context.apiHolder);
    field.addError(t('scaffolder.template.unknown', { name: value }));
  }
}

/** Whether a size is offered, is large enough, and, where the form wants it, has room in the limits. */
export async function validateResourceClass(
  value: string | undefined,
  field: FieldValidation,
  context: Context,
): Promise<void> {
  if (!value) return;
  const options = await optionsFor(field, context);
  if (!options) return;
  const others = othersOf(context);
  const { template, resourceClasses } = offered(options, others.template ?? '');
  const found = resourceClasses.find(({ name }) => name === value);
  const t = await wordsOf(context.apiHolder);
  if (!found) {
    field.addError(t('scaffolder.resourceClass.unknown', { name: value }));
    return;
  }
  const asked = {
    component: others.component,
    template: template?.name,
    resourceClass: value,
  };
  const api = apiOf(context);
  if (others.component && !options.unavailable) {
    const request = { component: others.component, template: template?.name };
    const preview = await answer(field, () => api.previewWorkspace(request));
    if (preview?.classesTooSmall.includes(value)) {
      field.addError(
        t('scaffolder.resourceClass.tooSmall', { name: found.title }),
      );
      return;
    }
  }
  if (!context.uiSchema?.['ui:options']?.refuseOverQuota) return;
  const usage = await answer(field, () => api.getQuotaUsage(asked));
  if (usage?.items.some((item: QuotaUsage) => isExceeded(item))) {
    field.addError(t('scaffolder.resourceClass.full', { name: found.title }));
  }
}

/** Whether parameters fit the workspace template. */
export async function validateParameters(
  value: Record<string, unknown> | undefined,
  field: FieldValidation,
  context: Context,
): Promise<void> {
  const options = await optionsFor(field, context);
  const { template } = offered(options, othersOf(context).template ?? '');
  if (!template?.parameters) return;
  const schema = splitSchema(template.parameters).schema as RJSFSchema;
  const values = cleanValues(template.parameters, value);
  if (!validator.isValid(schema, values, schema)) {
    const t = await wordsOf(context.apiHolder);
    field.addError(t('scaffolder.parameters.wrong', { name: template.title }));
  }
}

/** Whether a repository has a branch. */
export async function validateBranch(
  value: string | undefined,
  field: FieldValidation,
  context: Context,
): Promise<void> {
  if (!value) return;
  const t = await wordsOf(context.apiHolder);
  if (isUnfitBranch(value)) {
    field.addError(t('scaffolder.branch.unfit'));
    return;
  }
  const { component, repositoryUrl } = othersOf(context);
  const api = apiOf(context);
  if (component) {
    const list = await answer(field, () => api.getBranches(component));
    if (list && !list.branches.some(({ name }) => name === value)) {
      field.addError(t('scaffolder.branch.unknown', { name: value }));
    }
  } else if (repositoryUrl) {
    // Refused with the reason where the repository has no such branch.
    await answer(field, () =>
      api.previewWorkspace({
        repositoryUrl,
        ref: { type: 'branch', name: value },
      }),
    );
  }
}

function othersOf({ uiSchema, formData }: Context) {
  return otherValues(uiSchema?.['ui:options'], formData);
}

function apiOf({ apiHolder }: Context): CdeApi {
  const api = apiHolder.get(cdeApiRef);
  if (!api) throw new Error('The plugin cde is not installed in this portal');
  return api;
}

function optionsFor(
  field: FieldValidation,
  context: Context,
): Promise<CreationOptions | undefined> {
  const { component } = othersOf(context);
  return answer(field, () => apiOf(context).getOptions(component));
}

/** An answer of the backend. A refusal is the field's error; who does not answer now is asked again by the task. */
async function answer<T>(
  field: FieldValidation,
  ask: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await ask();
  } catch (thrown) {
    const { kind, message } = explainError(toError(thrown));
    if (kind !== 'unreachable' && kind !== 'broken') field.addError(message);
    return undefined;
  }
}

/** The texts in the person's language, once they are loaded. */
function wordsOf(apiHolder: ApiHolder): Promise<Translate> {
  const translations = apiHolder.get(translationApiRef);
  if (!translations) throw new Error('The portal has no translations');
  const now = translations.getTranslation(cdeTranslationRef);
  if (now.ready) return Promise.resolve(now.t);
  return new Promise(resolve => {
    const subscription = translations
      .translation$(cdeTranslationRef)
      .subscribe(next => {
        if (!next.ready) return;
        resolve(next.t);
        subscription.unsubscribe();
      });
  });
}
