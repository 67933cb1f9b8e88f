import { BranchPicker } from './BranchPicker';
import { ResourceClassPicker } from './ResourceClassPicker';
import { TemplateParametersField } from './TemplateParameters';
import { TemplatePicker } from './TemplatePicker';
import {
  branchPickerSchema,
  resourceClassPickerSchema,
  templateParametersSchema,
  templatePickerSchema,
} from './schemas';
import {
  validateBranch,
  validateParameters,
  validateResourceClass,
  validateTemplate,
} from './validation';

/** The fields, by their names in software templates (`ui:field`). */
export const FIELDS = {
  templatePicker: {
    name: 'CdeTemplatePicker',
    component: TemplatePicker,
    validation: validateTemplate,
    schema: templatePickerSchema,
  },
  resourceClassPicker: {
    name: 'CdeResourceClassPicker',
    component: ResourceClassPicker,
    validation: validateResourceClass,
    schema: resourceClassPickerSchema,
  },
  templateParameters: {
    name: 'CdeTemplateParameters',
    component: TemplateParametersField,
    validation: validateParameters,
    schema: templateParametersSchema,
  },
  branchPicker: {
    name: 'CdeBranchPicker',
    component: BranchPicker,
    validation: validateBranch,
    schema: branchPickerSchema,
  },
};
