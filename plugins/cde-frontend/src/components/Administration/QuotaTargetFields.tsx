import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Radio, RadioGroup, Select } from '@backstage/ui';
import type { QuotaTarget } from '@backstage-cde/plugin-cde-common';
import { hasEach } from '../../lib/quotaForm';
import { cdeTranslationRef } from '../../translation';
import { EntityPicker } from '../EntityPicker';

const KINDS = ['group', 'user', 'system', 'component', 'everyone'] as const;

/** What the form begins with. */
export const NEW_TARGET: QuotaTarget = { kind: 'group', per: 'total' };

/** Whom a quota is for. */
export const TargetFields = ({
  target,
  onChange,
}: {
  target: QuotaTarget;
  onChange: (target: QuotaTarget) => void;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { kind, ref, per } = target;
  return (
    <>
      <Select
        label={t('administration.quotas.whom')}
        options={KINDS.map(id => ({
          id,
          label: t(`administration.quotas.kind.${id}`),
        }))}
        value={kind}
        onChange={key =>
          onChange({
            kind: KINDS.find(each => each === key) ?? 'group',
            per: key === 'everyone' ? 'each' : 'total',
          })
        }
      />
      {kind !== 'everyone' && (
        <EntityPicker
          key={kind}
          label={t('administration.quotas.which')}
          isRequired
          kinds={[kind]}
          value={ref ?? ''}
          onChange={chosen => onChange({ kind, per, ref: chosen || undefined })}
        />
      )}
      {hasEach(kind) && (
        <RadioGroup
          label={t('administration.quotas.per')}
          value={per}
          onChange={value =>
            onChange({ ...target, per: value === 'each' ? 'each' : 'total' })
          }
        >
          <Radio value="total">
            {t(`administration.quotas.perTotal.${kind}`)}
          </Radio>
          <Radio value="each">
            {t(`administration.quotas.perEach.${kind}`)}
          </Radio>
        </RadioGroup>
      )}
    </>
  );
};
