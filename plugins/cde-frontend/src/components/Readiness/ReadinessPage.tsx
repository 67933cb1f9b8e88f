import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Container, Flex, Skeleton, Text } from '@backstage/ui';
import { useSearchParams } from 'react-router-dom';
import { useProposal } from '../../hooks/useProposal';
import { useReadiness } from '../../hooks/useReadiness';
import type { Readiness } from '../../hooks/useReadiness';
import {
  isNarrowed,
  readinessFromParams,
  readinessRequest,
  readinessToParams,
} from '../../lib/readiness';
import type { ReadinessView } from '../../lib/readiness';
import { cdeTranslationRef } from '../../translation';
import { Empty, ErrorNotice, PageHeader } from '../Common';
import { ReadinessFilters } from './ReadinessFilters';
import { ReadinessList } from './ReadinessList';
import { ReadinessTotals } from './ReadinessTotals';

/** Which components of the catalog have a devcontainer.json, by team and system, and what there is to do. */
export const ReadinessPage = () => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const [params, setParams] = useSearchParams();
  const view = readinessFromParams(params);
  const readiness = useReadiness(readinessRequest(view));
  const change = (part: Partial<ReadinessView>) =>
    setParams(readinessToParams({ ...view, ...part }, params), {
      replace: true,
    });
  const { error, refresh, items, totals } = readiness;
  const nothingAtAll = totals?.all.components === 0 && !isNarrowed(view);
  return (
    <>
      <PageHeader
        title={t('readiness.title')}
        description={t('readiness.intro')}
      />
      <Container py="4">
        <Flex direction="column" gap="5">
          {error && (
            <ErrorNotice
              error={error}
              title={t('readiness.failed')}
              onRetry={refresh}
            />
          )}
          {nothingAtAll && items?.length === 0 ? (
            <Empty
              title={t('readiness.emptyTitle')}
              text={t('readiness.emptyText')}
            />
          ) : (
            <>
              <ReadinessFilters view={view} onChange={change} />
              {totals ? (
                <ReadinessTotals totals={totals} view={view} />
              ) : (
                !error && <Skeleton width="100%" height={200} />
              )}
              <Found readiness={readiness} view={view} onChange={change} />
            </>
          )}
        </Flex>
      </Container>
    </>
  );
};

/** The components that the filters find. */
const Found = ({
  readiness,
  view,
  onChange,
}: {
  readiness: Readiness;
  view: ReadinessView;
  onChange: (part: Partial<ReadinessView>) => void;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const proposal = useProposal();
  const { items, pending, error } = readiness;
  if (!items && error) return null;
  if (items?.length === 0 && !pending) {
    return (
      <Flex direction="column" gap="2" align="start">
        <Text as="p">{t('readiness.nothing')}</Text>
        {isNarrowed(view) && (
          <Button
            variant="secondary"
            onPress={() =>
              onChange({ search: '', owner: '', system: '', status: undefined })
            }
          >
            {t('readiness.clear')}
          </Button>
        )}
      </Flex>
    );
  }
  return (
    <section aria-label={t('readiness.list')}>
      <Flex direction="column" gap="3">
        <ReadinessList
          components={items}
          pending={pending}
          proposal={proposal}
        />
        {items && <Shown count={items.length} readiness={readiness} />}
      </Flex>
    </section>
  );
};

const Shown = ({
  count,
  readiness: { hasMore, pending, loadMore },
}: {
  count: number;
  readiness: Readiness;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <Flex gap="3" align="center">
      <Text color="secondary" variant="body-small" role="status">
        {t('readiness.shown', { count })}
        {hasMore && `, ${t('readiness.andMore')}`}
      </Text>
      {hasMore && (
        <Button
          size="small"
          variant="secondary"
          isDisabled={pending}
          onPress={loadMore}
        >
          {t('readiness.loadMore')}
        </Button>
      )}
    </Flex>
  );
};
