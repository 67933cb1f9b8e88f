import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Select, Text, TextField } from '@backstage/ui';
import type {
  BranchList,
  CreationOptions,
} from '@backstage-cde/plugin-cde-common';
import type { Live } from '../../hooks/useLive';
import type { CreationForm, FormProblem } from '../../lib/creation';
import { explainError } from '../../lib/errors';
import { cdeTranslationRef } from '../../translation';

interface RefFieldsProps {
  form: CreationForm;
  onChange: (part: Partial<CreationForm>) => void;
  options: CreationOptions | undefined;
  branches: Live<BranchList>;
  problem: FormProblem | undefined;
}

/** A branch from the list, or typed where there is no list; a commit takes its place. */
export const RefFields = ({
  form,
  onChange,
  options,
  branches,
  problem,
}: RefFieldsProps) => {
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

/** What is wrong with the field above. */
export const FieldProblem = ({ show, text }: { show: boolean; text: string }) =>
  show ? (
    <Text role="alert" color="danger" variant="body-small">
      {text}
    </Text>
  ) : null;
