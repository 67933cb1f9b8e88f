import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex, Select, Text, TextField } from '@backstage/ui';
import type {
  BranchList,
  CreationOptions,
  WorkspacePreview,
} from '@backstage-cde/plugin-cde-common';
import type { Live } from '../../hooks/useLive';
import { NAME_LENGTH, offered } from '../../lib/creation';
import type { CreationForm, FormProblem } from '../../lib/creation';
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
  problem: FormProblem | undefined;
}

/** What a person may choose for a new workspace. */
export const CreationFields = (props: CreationFieldsProps) => {
  const { form, onChange, options, preview, problem } = props;
  const { t } = useTranslationRef(cdeTranslationRef);
  const { template, resourceClasses, ides } = offered(options, form.template);
  const files = preview?.devcontainer.alternatives ?? [];

  return (
    <Flex direction="column" gap="4" className={styles.fields}>
      <RefFields {...props} />
      {options && options.templates.length > 1 && (
        <Select
          label={t('new.template')}
          description={template?.description}
          options={options.templates.map(({ name, title }) => ({
            value: name,
            label: title,
          }))}
          value={template?.name}
          onChange={value =>
            onChange({ template: String(value), resourceClass: '', ide: '' })
          }
        />
      )}
      <Select
        label={t('column.class')}
        description={t('new.classHelp')}
        options={resourceClasses.map(resourceClass => ({
          value: resourceClass.name,
          label: `${resourceClass.title}: ${formatClass(resourceClass)}, ${t(
            'new.disk',
            { size: formatBytes(resourceClass.storage) },
          )}${
            preview?.classesTooSmall.includes(resourceClass.name)
              ? ` (${t('new.tooSmall')})`
              : ''
          }`,
        }))}
        value={
          form.resourceClass ||
          preview?.resourceClass ||
          resourceClasses[0]?.name
        }
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

/** A branch from the list, or typed where there is no list; a commit takes its place. */
const RefFields = ({
  form,
  onChange,
  options,
  branches,
  problem,
}: CreationFieldsProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const usual =
    branches.value?.defaultBranch ?? options?.repository?.defaultBranch;
  const names =
    branches.value?.branches.map(({ name }) => name) ?? (usual ? [usual] : []);
  return (
    <>
      {branches.error ? (
        <TextField
          autoFocus
          label={t('column.branch')}
          description={t('new.branchesUnknown', {
            why: explainError(branches.error).message,
          })}
          value={form.branch}
          isInvalid={problem === 'branchUnfit'}
          onChange={branch => onChange({ branch })}
        />
      ) : (
        <Select
          autoFocus
          label={t('column.branch')}
          isDisabled={Boolean(form.commit.trim())}
          search={{ placeholder: t('new.findBranch') }}
          options={names.map(name => ({
            value: name,
            label: name === usual ? `${name} (${t('new.usual')})` : name,
          }))}
          value={form.branch || usual || null}
          onChange={value => onChange({ branch: String(value) })}
        />
      )}
      <FieldProblem
        show={problem === 'branchUnfit'}
        text={t('new.branchUnfit')}
      />
      <TextField
        label={t('new.commit')}
        description={t('new.commitHelp')}
        value={form.commit}
        isInvalid={problem === 'commitUnfit'}
        onChange={commit => onChange({ commit })}
      />
      <FieldProblem
        show={problem === 'commitUnfit'}
        text={t('new.commitUnfit')}
      />
    </>
  );
};

const FieldProblem = ({ show, text }: { show: boolean; text: string }) =>
  show ? (
    <Text role="alert" color="danger" variant="body-small">
      {text}
    </Text>
  ) : null;
