import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Combobox, Flex, Select, Text, TextField } from '@backstage/ui';
import type { BranchList, CreationOptions, WorkspacePreview } from '@backstage-cde/plugin-cde-common';
import type { Live } from '../../hooks/useLive';
import { NAME_LENGTH, formProblem, offered } from '../../lib/creation';
import type { CreationForm } from '../../lib/creation';
import { explainError } from '../../lib/errors';
import { formatBytes, formatClass } from '../../lib/format';
import { cdeTranslationRef } from '../../translation';
import styles from './NewWorkspace.module.css';

interface CreationFieldsProps {
  form: CreationForm;
  onChange: (part: Partial<CreationForm>) => void;
  options: CreationOptions | undefined;
  branches: Live<BranchList>;
  preview: WorkspacePreview | undefined;
  problem: ReturnType<typeof formProblem>;
}

/** What a person may choose for a new workspace. */
export const CreationFields = (props: CreationFieldsProps) => {
  const { form, onChange, options, preview, problem } = props;
  const { t } = useTranslationRef(cdeTranslationRef);
  const { template, resourceClasses, ides } = offered(options, form.template);
  const files = preview?.devcontainer.alternatives ?? [];

  return (
    <Flex direction="column" gap="4" className={styles.fields}>
      <RefField {...props} />
      {options && options.templates.length > 1 && (
        <Select
          label={t('new.template')}
          description={template?.description}
          options={options.templates.map(({ name, title }) => ({ value: name, label: title }))}
          value={template?.name}
          onChange={value => onChange({ template: String(value), resourceClass: '', ide: '' })}
        />
      )}
      <Select
        label={t('column.class')}
        description={t('new.classHelp')}
        options={resourceClasses.map(resourceClass => ({
          value: resourceClass.name,
          label: `${resourceClass.title}: ${formatClass(resourceClass)}, ${t('new.disk', { size: formatBytes(resourceClass.storage) })}${
            preview?.classesTooSmall.includes(resourceClass.name) ? ` (${t('new.tooSmall')})` : ''
          }`,
        }))}
        value={form.resourceClass || preview?.resourceClass || resourceClasses[0]?.name}
        onChange={value => onChange({ resourceClass: String(value) })}
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
      {problem === 'nameTooLong' && (
        <Text role="alert" color="danger" variant="body-small">
          {t('new.nameTooLong', { max: String(NAME_LENGTH), length: String(form.name.trim().length) })}
        </Text>
      )}
    </Flex>
  );
};

const RefField = ({ form, onChange, options, branches, problem }: CreationFieldsProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const defaultBranch = branches.value?.defaultBranch ?? options?.repository?.defaultBranch;
  return (
    <>
      <Combobox
        autoFocus
        label={t('new.ref')}
        description={
          branches.error
            ? t('new.branchesUnknown', { why: explainError(branches.error).message })
            : t('new.refHelp')
        }
        placeholder={defaultBranch ?? t('common.defaultBranch')}
        allowsCustomValue
        options={branches.value?.branches.map(({ name }) => ({ value: name, label: name })) ?? []}
        search={{ inputValue: form.ref, onInputChange: ref => onChange({ ref }) }}
        isInvalid={problem === 'refHasSpaces'}
      />
      {problem === 'refHasSpaces' && (
        <Text role="alert" color="danger" variant="body-small">
          {t('new.refHasSpaces')}
        </Text>
      )}
    </>
  );
};
