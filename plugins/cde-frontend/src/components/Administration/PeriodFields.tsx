import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Select, TextField } from '@backstage/ui';
import { DateTime } from 'luxon';
import { PERIODS } from '../../lib/period';
import type { Period, PeriodName } from '../../lib/period';
import { cdeTranslationRef } from '../../translation';
import styles from './Administration.module.css';

const NAMES = Object.keys(PERIODS) as PeriodName[];

/** A time to look at: one of the usual ones, or from day to day. */
export const PeriodFields = ({
  period,
  onChange,
  withAny,
}: {
  period: Period;
  onChange: (period: Period) => void;
  withAny?: boolean;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const names = [...(withAny ? (['any'] as const) : []), ...NAMES];
  const choose = (key: string) => {
    if (key === 'custom') {
      const today = DateTime.now();
      onChange({
        name: 'custom',
        from: today.minus({ days: 6 }).toISODate(),
        to: today.toISODate(),
      });
      return;
    }
    const name = names.find(each => each === key);
    if (name) onChange({ name });
  };
  return (
    <>
      <Select
        className={styles.status}
        aria-label={t('administration.period.label')}
        options={[...names, 'custom' as const].map(id => ({
          id,
          label: t(`administration.period.${id}`),
        }))}
        value={period.name}
        onChange={key => choose(String(key))}
      />
      {period.name === 'custom' &&
        (['from', 'to'] as const).map(end => (
          <TextField
            key={end}
            type={'date' as 'text'}
            size="small"
            aria-label={t(`administration.period.${end}`)}
            value={period[end]}
            onChange={day => day && onChange({ ...period, [end]: day })}
          />
        ))}
    </>
  );
};
