import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Select, Skeleton, Text, TextField } from '@backstage/ui';
import type { BranchList } from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../../api';
import { useBranches } from '../../hooks/useBranches';
import { useLive } from '../../hooks/useLive';
import { useSettled } from '../../hooks/useSettled';
import { explainError } from '../../lib/errors';
import { shortCommit } from '../../lib/format';
import { cdeTranslationRef } from '../../translation';
import { RelativeTime } from '../Common';
import { fieldLook } from './FieldFrame';
import { otherValues } from './others';
import type { branchPickerSchema } from './schemas';
import { useRequired } from './useRequired';
import styles from './Scaffolder.module.css';

/** Keys of a list are texts: this one stands for an empty field, and is no branch's name. */
const USUAL = ':default';

interface BranchFieldProps {
  look: ReturnType<typeof fieldLook>;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

/** Chooses a branch of a component's repository, or of a repository by its URL. */
export const BranchPicker = (props: typeof branchPickerSchema.TProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { formData, uiSchema, formContext } = props;
  const { component, repositoryUrl } = otherValues(
    uiSchema?.['ui:options'],
    formContext?.formData,
  );
  const look = fieldLook(props, t('scaffolder.branch.title'));
  const field: BranchFieldProps = {
    look,
    value: formData,
    // Forms take undefined for "empty", though their types do not say so.
    onChange: value => props.onChange(value as string),
  };
  if (component) return <OfComponent {...field} component={component} />;
  if (repositoryUrl) return <OfRepository {...field} url={repositoryUrl} />;
  return (
    <TextField
      {...look}
      isDisabled
      description={t('scaffolder.branch.first')}
      value={formData ?? ''}
    />
  );
};

/** The branches of a repository that is known through a component; else one is typed. */
const OfRepository = ({
  url,
  ...field
}: BranchFieldProps & { url: string }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const api = useApi(cdeApiRef);
  const asked = useSettled(url);
  const context = useLive({
    key: `context ${asked}`,
    load: signal => api.getContext(asked, { signal }),
    concerns: () => false,
    interval: () => Infinity,
  });
  const component = context.value?.components[0]?.ref;
  if (context.loading) return <Waiting {...field} />;
  return component ? (
    <OfComponent {...field} component={component} />
  ) : (
    <TypedBranch
      {...field}
      why={
        context.error
          ? t('scaffolder.branch.typedWhy', {
              why: explainError(context.error).message,
            })
          : t('scaffolder.branch.typed')
      }
    />
  );
};

const OfComponent = ({
  component,
  ...field
}: BranchFieldProps & { component: string }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const branches = useBranches(component);
  if (branches.value) return <BranchSelect {...field} list={branches.value} />;
  return branches.error ? (
    <TypedBranch
      {...field}
      why={t('scaffolder.branch.typedWhy', {
        why: explainError(branches.error).message,
      })}
    />
  ) : (
    <Waiting {...field} />
  );
};

const Waiting = ({ look }: BranchFieldProps) => (
  <Skeleton width="100%" height={64} aria-label={look.label} aria-busy />
);

const TypedBranch = ({
  look,
  value,
  onChange,
  why,
}: BranchFieldProps & { why: string }) => (
  <TextField
    {...look}
    description={[look.description, why].filter(Boolean).join(' ')}
    value={value ?? ''}
    onChange={text => onChange(text || undefined)}
  />
);

const BranchSelect = ({
  look,
  value,
  onChange,
  list,
}: BranchFieldProps & { list: BranchList }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { defaultBranch, branches } = list;
  useRequired(look.isRequired, value, defaultBranch, onChange);
  const usual = {
    value: USUAL,
    label: defaultBranch
      ? t('scaffolder.branch.usualNamed', { name: defaultBranch })
      : t('scaffolder.branch.usual'),
  };
  const current = branches.find(
    ({ name }) => name === (value || defaultBranch),
  );
  return (
    <div className={styles.field}>
      <Select
        {...look}
        isInvalid={look.isInvalid || (Boolean(value) && !current)}
        search={{ placeholder: t('scaffolder.branch.find') }}
        options={[
          ...(look.isRequired ? [] : [usual]),
          ...branches.map(({ name }) => ({ value: name, label: name })),
        ]}
        value={
          value ? current?.name ?? null : (!look.isRequired && USUAL) || null
        }
        onChange={key =>
          onChange(key === USUAL || key === null ? undefined : String(key))
        }
      />
      {value && !current && !look.isInvalid && (
        <Text role="alert" variant="body-small" color="danger">
          {t('scaffolder.branch.unknown', { name: value })}
        </Text>
      )}
      {current && <LastCommit branch={current} />}
    </div>
  );
};

/** What one will find on a branch. */
const LastCommit = ({ branch }: { branch: BranchList['branches'][number] }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { commit, author, updatedAt } = branch;
  return (
    <Text as="p" variant="body-small" color="secondary">
      {t('scaffolder.branch.last', { commit: shortCommit(commit) })}
      {author && ` ${t('scaffolder.branch.by', { author })}`}
      {updatedAt && (
        <>
          {', '}
          <RelativeTime at={updatedAt} />
        </>
      )}
    </Text>
  );
};
