import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex, Select, TextField } from '@backstage/ui';
import type {
  BranchList,
  CreationOptions,
  WorkspacePreview,
} from '@backstage-cde/plugin-cde-common';
import type { Live } from '../../hooks/useLive';
import { NAME_LENGTH, offered } from '../../lib/creation';
import type { CreationForm, FormProblem } from '../../lib/creation';
import { cdeTranslationRef } from '../../translation';
import { ClassField } from './ClassField';
import { MoreRepositories } from './MoreRepositories';
import { FieldProblem, RefFields } from './RefFields';
import { ParameterFields, TemplateField } from './TemplateFields';
import styles from './NewWorkspace.module.css';

interface CreationFieldsProps {
  /** Entity ref. */
  component: string;
  form: CreationForm;
  onChange: (part: Partial<CreationForm>) => void;
  options: CreationOptions | undefined;
  branches: Live<BranchList>;
  preview: WorkspacePreview | undefined;
  problem: FormProblem | undefined;
}

/** What a person may choose for a new workspace. */
export const CreationFields = (props: CreationFieldsProps) => {
  const { component, form, onChange, options, preview, problem } = props;
  const { t } = useTranslationRef(cdeTranslationRef);
  const { template, resourceClasses, ides } = offered(options, form.template);
  const files = preview?.devcontainer.alternatives ?? [];

  return (
    <Flex direction="column" gap="4" className={styles.fields}>
      <RefFields {...props} />
      <MoreRepositories
        component={component}
        repositoryUrl={options?.repository?.url}
        chosen={form.additional}
        onChange={additional => onChange({ additional })}
      />
      {options && (
        <TemplateField
          templates={options.templates}
          chosen={template}
          onChange={onChange}
        />
      )}
      {template && (
        <ParameterFields
          key={template.name}
          template={template}
          form={form}
          onChange={onChange}
        />
      )}
      <ClassField
        resourceClasses={resourceClasses}
        chosen={form.resourceClass}
        preview={preview}
        onChange={resourceClass => onChange({ resourceClass })}
      />
      <Select
        label={t('new.ide')}
        options={ides.map(({ name, title }) => ({ value: name, label: title }))}
        value={form.ide || preview?.ide || ides[0]?.name}
        onChange={value => onChange({ ide: String(value) })}
      />
      {files.length > 0 && (
        <Select
          label={t('new.devcontainerFile')}
          options={[...new Set([preview?.devcontainer.path, ...files])]
            .filter((file): file is string => Boolean(file))
            .map(file => ({ value: file, label: file }))}
          value={form.devcontainerPath || preview?.devcontainer.path}
          onChange={value => onChange({ devcontainerPath: String(value) })}
        />
      )}
      <TextField
        label={t('new.name')}
        description={t('new.nameHelp')}
        placeholder={preview?.name}
        value={form.name}
        isInvalid={problem === 'nameTooLong'}
        onChange={name => onChange({ name })}
      />
      <FieldProblem
        show={problem === 'nameTooLong'}
        text={t('new.nameTooLong', {
          max: String(NAME_LENGTH),
          length: String(form.name.trim().length),
        })}
      />
    </Flex>
  );
};
