import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';

/** Names of the form's other fields that a field goes by; from its `ui:options`. */
export interface OtherFields {
  /** Holds the entity ref of a component. */
  componentField?: string;
  /** Holds the URL of a repository. */
  repositoryUrlField?: string;
  /** Holds the id of a workspace template. */
  templateField?: string;
}

/** What the other fields hold; absent where they are empty or not named. */
export interface OtherValues {
  /** Entity ref. */
  component?: string;
  repositoryUrl?: string;
  template?: string;
}

/** Reads what a field goes by from the whole form's data. */
export function otherValues(
  { componentField, repositoryUrlField, templateField }: OtherFields = {},
  formData: unknown,
): OtherValues {
  const component = componentRef(textOf(formData, componentField));
  const repositoryUrl = textOf(formData, repositoryUrlField);
  const template = textOf(formData, templateField);
  return {
    ...(component && { component }),
    ...(repositoryUrl && { repositoryUrl }),
    ...(template && { template }),
  };
}

function textOf(formData: unknown, name: string | undefined) {
  if (!name || typeof formData !== 'object' || formData === null) return '';
  const value: unknown = (formData as Record<string, unknown>)[name];
  return typeof value === 'string' ? value.trim() : '';
}

/** A whole entity ref; undefined for what is half typed. */
function componentRef(text: string): string | undefined {
  if (!text) return undefined;
  try {
    return stringifyEntityRef(
      parseEntityRef(text, {
        defaultKind: 'component',
        defaultNamespace: 'default',
      }),
    );
  } catch {
    // The field that holds it says what is wrong with it.
    return undefined;
  }
}
