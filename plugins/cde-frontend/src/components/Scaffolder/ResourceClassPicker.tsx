import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import type { QuotaUsageList } from '@backstage-cde/plugin-cde-common';
import { useOptions } from '../../hooks/useOptions';
import { usePreview } from '../../hooks/usePreview';
import { useQuotaUsage } from '../../hooks/useQuotaUsage';
import { offered } from '../../lib/creation';
import { isExceeded, roomFor } from '../../lib/quota';
import { cdeTranslationRef } from '../../translation';
import { Notice } from '../Common';
import { ClassField } from '../NewWorkspace';
import { QuotaMeters } from '../Quota';
import { FieldFrame, fieldLook } from './FieldFrame';
import { otherValues } from './others';
import type { resourceClassPickerSchema } from './schemas';
import { useRequired } from './useRequired';

/** Chooses a size, with what it costs and what is left of the limits. */
export const ResourceClassPicker = (
  props: typeof resourceClassPickerSchema.TProps,
) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { formData, onChange, uiSchema, formContext, required } = props;
  const look = fieldLook(props, t('scaffolder.resourceClass.title'));
  const fieldOptions = uiSchema?.['ui:options'];
  const { component, template } = otherValues(
    fieldOptions,
    formContext?.formData,
  );
  const options = useOptions(component);
  const { template: chosen, resourceClasses } = offered(
    options.value,
    template ?? '',
  );
  const preview = usePreview(
    component && options.value && !options.value.unavailable
      ? { component, template: chosen?.name }
      : undefined,
  );
  const usual = preview.value?.resourceClass ?? resourceClasses[0]?.name;
  useRequired(required, formData, usual, onChange);
  const quota = useQuotaUsage({
    component,
    template: chosen?.name,
    resourceClass: formData || usual,
  });
  return (
    <FieldFrame
      label={look.label}
      options={options}
      empty={resourceClasses.length === 0 && t('scaffolder.resourceClass.none')}
    >
      {() => (
        <>
          <ClassField
            {...look}
            resourceClasses={resourceClasses}
            chosen={formData ?? ''}
            preview={preview.value}
            onChange={onChange}
          />
          {quota.value && (
            <QuotaLeft
              quota={quota.value}
              refuses={fieldOptions?.refuseOverQuota === true}
            />
          )}
        </>
      )}
    </FieldFrame>
  );
};

/** How much room the limits leave for one more of this size. */
const QuotaLeft = ({
  quota,
  refuses,
}: {
  quota: QuotaUsageList;
  refuses: boolean;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const left = roomFor(quota.items);
  const full = quota.items.some(isExceeded);
  return (
    <>
      {!full && left !== undefined && (
        <Text as="p" variant="body-small" color="secondary">
          {t('scaffolder.resourceClass.left', { count: left })}
        </Text>
      )}
      <QuotaMeters usage={quota} />
      {full && (
        <Notice
          severity="warning"
          title={t('scaffolder.resourceClass.fullTitle')}
        >
          {refuses
            ? t('quota.leftNoneHelp')
            : t('scaffolder.resourceClass.fullText')}
        </Notice>
      )}
    </>
  );
};
