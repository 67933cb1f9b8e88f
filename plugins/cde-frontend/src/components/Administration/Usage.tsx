import { useMemo } from 'react';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex, Select, Skeleton } from '@backstage/ui';
import { useSearchParams } from 'react-router-dom';
import type { UsageReport } from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../../api';
import { useLive } from '../../hooks/useLive';
import { rangeOf } from '../../lib/period';
import {
  DIMENSIONS,
  isUnused,
  usageFromParams,
  usageToParams,
} from '../../lib/usage';
import type { UsageView } from '../../lib/usage';
import { cdeTranslationRef } from '../../translation';
import { Empty, ErrorNotice } from '../Common';
import { PeriodFields } from './PeriodFields';
import { UsageBars } from './UsageBars';
import { UsageCharts } from './UsageCharts';
import { UsageFigures } from './UsageFigures';
import { UsageTable } from './UsageTable';
import styles from './Administration.module.css';

const REFRESH = 300_000;

/** What was used and what it cost, over time and by whom. */
export const Usage = () => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const api = useApi(cdeApiRef);
  const [params, setParams] = useSearchParams();
  const view = useMemo(() => usageFromParams(params), [params]);
  const { value, error, refresh } = useLive<UsageReport>({
    key: `usage ${JSON.stringify(view)}`,
    load: signal => {
      const { from = '', to = '' } = rangeOf(view.period);
      return api.getUsage({ by: view.by, from, to }, { signal });
    },
    concerns: () => false,
    interval: () => REFRESH,
  });

  return (
    <Flex direction="column" gap="5">
      <Choices
        view={view}
        onChange={next =>
          setParams(usageToParams(next, params), { replace: true })
        }
      />
      {error && (
        <ErrorNotice
          error={error}
          title={t('administration.usage.failed')}
          onRetry={refresh}
        />
      )}
      {!value && !error && <UsageSkeleton />}
      {value &&
        (isUnused(value) ? (
          <Empty
            title={t('administration.usage.none')}
            text={t('administration.usage.noneText')}
          />
        ) : (
          <Report report={value} view={view} />
        ))}
    </Flex>
  );
};

const Choices = ({
  view,
  onChange,
}: {
  view: UsageView;
  onChange: (view: UsageView) => void;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <Flex gap="3" align="end" className={styles.filters}>
      <Select
        className={styles.status}
        aria-label={t('administration.usage.by')}
        options={DIMENSIONS.map(id => ({
          id,
          label: `${t('administration.usage.by')} ${t(
            `administration.usage.dimension.${id}`,
          ).toLocaleLowerCase()}`,
        }))}
        value={view.by}
        onChange={key =>
          onChange({
            ...view,
            by: DIMENSIONS.find(dimension => dimension === key) ?? 'group',
          })
        }
      />
      <PeriodFields
        period={view.period}
        onChange={period => onChange({ ...view, period })}
      />
    </Flex>
  );
};

const Report = ({ report, view }: { report: UsageReport; view: UsageView }) => (
  <>
    <UsageFigures report={report} />
    <UsageCharts report={report} />
    <UsageBars report={report} by={view.by} />
    <UsageTable report={report} by={view.by} />
  </>
);

const UsageSkeleton = () => (
  <Flex direction="column" gap="4" aria-busy="true">
    <Skeleton width="100%" height={72} />
    <Skeleton width="100%" height={220} />
    <Skeleton width="100%" height={220} />
  </Flex>
);
