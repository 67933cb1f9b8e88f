import { createContext, useContext } from 'react';
import type { CreationOptions } from '@backstage-cde/plugin-cde-common';
import type { JsonValue } from '@backstage/types';
import { valueAt } from '../../../../lib/templateDocument';
import type { DocumentPath } from '../../../../lib/templateDocument';

/** What the fields of the form work on. */
export interface TemplateFormContext {
  /** The document as the YAML has it. */
  document: Record<string, unknown>;
  /** Changes a value in the YAML; `undefined` removes it. */
  edit: (path: DocumentPath, value: JsonValue | undefined) => void;
  /** Renames a key in its place; says whether that was possible. */
  rename: (path: DocumentPath, name: string) => boolean;
  /** What the portal offers; undefined until it is known. */
  options: CreationOptions | undefined;
  /** The name cannot be changed any more. */
  nameIsFixed: boolean;
}

const Context = createContext<TemplateFormContext | undefined>(undefined);

export const TemplateFormProvider = Context.Provider;

/** The document that the form shows. */
export function useTemplateForm(): TemplateFormContext {
  const context = useContext(Context);
  if (!context) throw new Error('A field outside of the form of a template');
  return context;
}

/** A value of the document. */
export function useValueAt(path: DocumentPath): unknown {
  return valueAt(useTemplateForm().document, path);
}
