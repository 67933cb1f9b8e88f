import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { FIELDS } from './fields';

export const templatePicker = createFormField(FIELDS.templatePicker);
export const resourceClassPicker = createFormField(FIELDS.resourceClassPicker);
export const templateParameters = createFormField(FIELDS.templateParameters);
export const branchPicker = createFormField(FIELDS.branchPicker);
