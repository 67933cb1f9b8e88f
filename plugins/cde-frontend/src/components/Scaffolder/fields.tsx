import { BgProvider } from '@backstage/ui';
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

/** Forms stand on the scaffolder's paper, one shade above the page, which fields have to stand out from. */
function onPaper<P extends object>(Field: (props: P) => JSX.Element | null) {
  return (props: P) => (
    <BgProvider bg="neutral-1">
      <Field {...props} />
    </BgProvider>
  );
}

/** The fields, by their names in software templates (`ui:field`). */
export const FIELDS = {
  templatePicker: {
    name: 'CdeTemplatePicker',
    component: onPaper(TemplatePicker),
    validation: validateTemplate,
    schema: templatePickerSchema,
  },
  resourceClassPicker: {
    name: 'CdeResourceClassPicker',
    component: onPaper(ResourceClassPicker),
    validation: validateResourceClass,
    schema: resourceClassPickerSchema,
  },
  templateParameters: {
    name: 'CdeTemplateParameters',
    component: onPaper(TemplateParametersField),
    validation: validateParameters,
    schema: templateParametersSchema,
  },
  branchPicker: {
    name: 'CdeBranchPicker',
    component: onPaper(BranchPicker),
    validation: validateBranch,
    schema: branchPickerSchema,
  },
};
