import type { ReactNode } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Skeleton, Text } from '@backstage/ui';
import type { CreationOptions } from '@backstage-cde/plugin-cde-common';
import type { Live } from '../../hooks/useLive';
import { cdeTranslationRef } from '../../translation';
import { CauseNotice, ErrorNotice } from '../Common';
import styles from './Scaffolder.module.css';

/** What all fields are told by their form. */
interface FieldProps {
  schema: { title?: string; description?: string };
  uiSchema?: { 'ui:title'?: string; 'ui:description'?: string };
  required?: boolean;
  disabled?: boolean;
  readonly?: boolean;
  rawErrors?: string[];
}

/** Label and state of a field, with a title of its own where the form has none. */
export function fieldLook(props: FieldProps, ownTitle: string) {
  const { schema, uiSchema, required, disabled, readonly, rawErrors } = props;
  return {
    label: uiSchema?.['ui:title'] ?? schema.title ?? ownTitle,
    description: uiSchema?.['ui:description'] ?? schema.description,
    isRequired: required,
    isDisabled: Boolean(disabled || readonly),
    // The form writes the errors below the field.
    isInvalid: Boolean(rawErrors?.length),
    // Else the browser would not send the form again while the last errors stand.
    validationBehavior: 'aria' as const,
  };
}

/** A field that depends on what may be chosen: while that is asked for, when it cannot be, and when it is nothing. */
export const FieldFrame = ({
  label,
  options,
  empty,
  children,
}: {
  label: string;
  options: Live<CreationOptions>;
  /** Said instead of the field, where there is nothing to choose. */
  empty?: string | false;
  children: (options: CreationOptions) => ReactNode;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { value, error, refresh } = options;
  if (!value) {
    return error ? (
      <ErrorNotice
        error={error}
        title={`${label}: ${t('scaffolder.failed')}`}
        onRetry={refresh}
      />
    ) : (
      <Skeleton width="100%" height={64} aria-label={label} aria-busy />
    );
  }
  return (
    <div className={styles.field}>
      {value.unavailable && (
        <CauseNotice
          cause={value.unavailable}
          title={t('launch.unavailable')}
          severity="warning"
        />
      )}
      {empty ? (
        <Text as="p" color="secondary">
          {label}: {empty}
        </Text>
      ) : (
        children(value)
      )}
    </div>
  );
};
