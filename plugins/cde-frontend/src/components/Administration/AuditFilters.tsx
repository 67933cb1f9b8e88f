import type { ReactNode } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Flex, SearchField, Select } from '@backstage/ui';
import { ACTS, OUTCOMES, actWords } from '../../lib/auditFilter';
import type { AuditView } from '../../lib/auditFilter';
import { cdeTranslationRef } from '../../translation';
import { EntityPicker } from '../EntityPicker';
import { PeriodFields } from './PeriodFields';
import styles from './Administration.module.css';

const ANY = 'any';

/** Everything that the audit can be narrowed by. */
export const AuditFilters = ({
  view,
  onChange,
  actions,
}: {
  view: AuditView;
  onChange: (view: AuditView) => void;
  actions: ReactNode;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const acts =
    !view.act || ACTS.some(act => act === view.act)
      ? ACTS
      : [...ACTS, view.act];
  return (
    <Flex gap="3" align="end" className={styles.filters}>
      <SearchField
        className={styles.search}
        aria-label={t('administration.audit.search')}
        placeholder={t('administration.audit.search')}
        value={view.search}
        onChange={search => onChange({ ...view, search })}
      />
      <EntityPicker
        className={styles.status}
        label={t('administration.audit.actor')}
        placeholder={t('administration.audit.anybody')}
        hideLabel
        kinds={['user']}
        others={[{ id: 'system', label: t('administration.audit.system') }]}
        value={view.actor}
        onChange={actor => onChange({ ...view, actor })}
      />
      <Select
        className={styles.status}
        aria-label={t('administration.audit.act')}
        options={[
          { id: ANY, label: t('administration.audit.anyAct') },
          ...acts.map(id => ({ id, label: actWords(id) })),
        ]}
        value={view.act || ANY}
        onChange={key =>
          onChange({ ...view, act: key === ANY ? '' : String(key) })
        }
      />
      <Select
        className={styles.status}
        aria-label={t('administration.audit.outcome')}
        options={[
          { id: ANY, label: t('administration.audit.anyOutcome') },
          ...OUTCOMES.map(id => ({
            id,
            label: t(`administration.audit.outcomes.${id}`),
          })),
        ]}
        value={view.outcome || ANY}
        onChange={key =>
          onChange({
            ...view,
            outcome: OUTCOMES.find(outcome => outcome === key) ?? '',
          })
        }
      />
      <PeriodFields
        period={view.period}
        onChange={period => onChange({ ...view, period })}
        withAny
      />
      {view.target && (
        <Button
          variant="tertiary"
          onPress={() => onChange({ ...view, target: '' })}
        >
          {`${t('administration.audit.onlyTarget', { target: view.target })} ✕`}
        </Button>
      )}
      {actions}
    </Flex>
  );
};
