import { useId, useMemo, useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Flex, SearchField, Select } from '@backstage/ui';
import { RiFilter3Line } from '@remixicon/react';
import type { WorkspacePhase } from '@backstage-cde/plugin-cde-common';
import { useOptions } from '../../hooks/useOptions';
import { countMore } from '../../lib/adminFilter';
import type { AdminFilter } from '../../lib/adminFilter';
import { cdeTranslationRef } from '../../translation';
import { EntityPicker } from '../EntityPicker';
import styles from './Administration.module.css';

const PHASES: WorkspacePhase[] = [
  'Running',
  'Starting',
  'Building',
  'Pending',
  'Stopping',
  'Stopped',
  'Failed',
  'Deleting',
  'Unknown',
];

/** Filters of an entity ref, with the kinds to choose from. */
const ENTITIES = [
  ['owner', 'user'],
  ['group', 'group'],
  ['system', 'system'],
  ['component', 'component'],
] as const;

interface WorkspaceFiltersProps {
  filter: AdminFilter;
  onChange: (filter: AdminFilter) => void;
}

/** Search and status, and everything else when asked for. */
export const WorkspaceFilters = ({
  filter,
  onChange,
}: WorkspaceFiltersProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const more = countMore(filter);
  const [open, setOpen] = useState(more > 0);
  const panel = useId();
  const phases = PHASES.map(phase => ({
    id: phase,
    label: t(`phase.${phase}`),
  }));
  return (
    <Flex direction="column" gap="3">
      <Flex gap="3" align="end" className={styles.filters}>
        <SearchField
          className={styles.search}
          aria-label={t('administration.filter.search')}
          placeholder={t('administration.filter.search')}
          value={filter.search ?? ''}
          onChange={search => onChange({ ...filter, search })}
        />
        <Choice
          label={t('column.status')}
          any={t('list.anyStatus')}
          options={phases}
          value={filter.phase}
          onChange={phase => onChange({ ...filter, phase })}
          hideLabel
        />
        <Button
          variant="secondary"
          iconStart={<RiFilter3Line />}
          aria-expanded={open}
          aria-controls={panel}
          onPress={() => setOpen(!open)}
        >
          {more
            ? t('administration.filter.moreActive', { number: String(more) })
            : t('administration.filter.more')}
        </Button>
        {Object.keys(filter).length > 0 && (
          <Button variant="tertiary" onPress={() => onChange({})}>
            {t('administration.filter.clear')}
          </Button>
        )}
      </Flex>
      <div id={panel}>
        {open && <MoreFilters filter={filter} onChange={onChange} />}
      </div>
    </Flex>
  );
};

const MoreFilters = ({ filter, onChange }: WorkspaceFiltersProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { value: options } = useOptions();
  const named = useMemo(
    () => ({
      template: options?.templates,
      resourceClass: options?.resourceClasses,
      cluster: options?.clusters,
    }),
    [options],
  );
  return (
    <div className={styles.filterGrid}>
      {ENTITIES.map(([key, kind]) => (
        <EntityPicker
          key={key}
          label={t(`administration.filter.${key}`)}
          placeholder={t('administration.filter.any')}
          kinds={[kind]}
          value={filter[key] ?? ''}
          onChange={ref => onChange({ ...filter, [key]: ref })}
        />
      ))}
      {(['template', 'resourceClass', 'cluster'] as const).map(key => (
        <Choice
          key={key}
          label={t(
            `administration.filter.${key === 'resourceClass' ? 'class' : key}`,
          )}
          any={t('administration.filter.any')}
          options={(named[key] ?? []).map(({ name, title }) => ({
            id: name,
            label: title,
          }))}
          value={filter[key]}
          onChange={value => onChange({ ...filter, [key]: value })}
        />
      ))}
    </div>
  );
};

interface ChoiceProps {
  label: string;
  any: string;
  options: Array<{ id: string; label: string }>;
  value: string | undefined;
  onChange: (value: string) => void;
  hideLabel?: boolean;
}

const ANY = 'any';

/** One of some, or any; a value of the address that is no longer offered stays visible. */
const Choice = ({
  label,
  any,
  options,
  value,
  onChange,
  hideLabel,
}: ChoiceProps) => {
  const shown =
    !value || options.some(({ id }) => id === value)
      ? options
      : [...options, { id: value, label: value }];
  return (
    <Select
      className={hideLabel ? styles.status : undefined}
      label={hideLabel ? undefined : label}
      aria-label={hideLabel ? label : undefined}
      options={[{ id: ANY, label: any }, ...shown]}
      value={value || ANY}
      onChange={key => onChange(key === ANY ? '' : String(key))}
    />
  );
};
