import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex, SearchField, Select } from '@backstage/ui';
import { READINESS_STATUSES } from '@backstage-cde/plugin-cde-common';
import type { ReadinessView } from '../../lib/readiness';
import { cdeTranslationRef } from '../../translation';
import { EntityPicker } from '../EntityPicker';
import styles from './Readiness.module.css';

const ANY = 'any';

/** Kinds of entities that components are narrowed by. */
const ENTITIES = {
  owner: ['group', 'user'],
  system: ['system'],
};

/** What narrows the list; all of it is in the address. */
export const ReadinessFilters = ({
  view,
  onChange,
}: {
  view: ReadinessView;
  onChange: (part: Partial<ReadinessView>) => void;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <Flex gap="3" align="end" className={styles.filters}>
      <SearchField
        className={styles.search}
        aria-label={t('readiness.search')}
        placeholder={t('readiness.search')}
        value={view.search}
        onChange={search => onChange({ search })}
      />
      <Select
        className={styles.filter}
        label={t('readiness.status')}
        options={[
          { id: ANY, label: t('readiness.anyStatus') },
          ...READINESS_STATUSES.map(status => ({
            id: status,
            label: t(`readiness.statuses.${status}`),
          })),
        ]}
        value={view.status ?? ANY}
        onChange={key =>
          onChange({ status: READINESS_STATUSES.find(each => each === key) })
        }
      />
      {(['owner', 'system'] as const).map(key => (
        <EntityPicker
          key={key}
          className={styles.filter}
          label={t(`readiness.${key}`)}
          placeholder={t('readiness.any')}
          kinds={ENTITIES[key]}
          value={view[key]}
          onChange={ref => onChange({ [key]: ref })}
        />
      ))}
    </Flex>
  );
};
