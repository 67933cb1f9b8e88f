import { useMemo, useState } from 'react';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Flex, Skeleton, Text } from '@backstage/ui';
import { useSearchParams } from 'react-router-dom';
import type { AuditEntry } from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../../api';
import { usePages } from '../../hooks/usePages';
import {
  auditFromParams,
  auditRequest,
  auditToParams,
} from '../../lib/auditFilter';
import { cdeTranslationRef } from '../../translation';
import { ErrorNotice } from '../Common';
import { AuditDetails } from './AuditDetails';
import { AuditExport } from './AuditExport';
import { AuditFilters } from './AuditFilters';
import { AuditTable } from './AuditTable';

const REFRESH = 60_000;

/** Who did what, with what outcome and why. */
export const Audit = () => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const api = useApi(cdeApiRef);
  const [params, setParams] = useSearchParams();
  const view = useMemo(() => auditFromParams(params), [params]);
  // A period begins when it was chosen; were it to move on, the list would begin anew each time.
  const request = useMemo(() => auditRequest(view), [view]);
  const pages = usePages({
    request,
    load: (asked, cursor, signal) =>
      api.listAudit({ ...asked, cursor }, { signal }),
    interval: REFRESH,
  });
  const { items, error, refresh } = pages;
  const [shown, setShown] = useState<AuditEntry>();

  return (
    <Flex direction="column" gap="4">
      <AuditFilters
        view={view}
        onChange={next =>
          setParams(auditToParams(next, params), { replace: true })
        }
        actions={<AuditExport request={request} />}
      />
      {error && (
        <ErrorNotice
          error={error}
          title={t('administration.audit.failed')}
          onRetry={refresh}
        />
      )}
      {!items && !error && (
        <Flex direction="column" gap="2" aria-busy="true">
          <Skeleton width="100%" height={40} />
          <Skeleton width="100%" height={40} />
          <Skeleton width="100%" height={40} />
        </Flex>
      )}
      {items?.length === 0 && !pages.pending && (
        <Text as="p">{t('administration.audit.none')}</Text>
      )}
      {items && items.length > 0 && (
        <>
          <AuditTable entries={items} onShow={setShown} />
          <Flex gap="3" align="center">
            <Text color="secondary" variant="body-small" role="status">
              {t('administration.audit.shown', { count: items.length })}
              {pages.hasMore && `, ${t('administration.list.more')}`}
            </Text>
            {pages.hasMore && (
              <Button
                size="small"
                variant="secondary"
                isDisabled={pages.pending}
                onPress={pages.loadMore}
              >
                {t('administration.list.loadMore')}
              </Button>
            )}
          </Flex>
        </>
      )}
      {shown && (
        <AuditDetails
          entry={shown}
          onOnly={id => {
            setParams(auditToParams({ ...view, target: id }, params));
            setShown(undefined);
          }}
          onClose={() => setShown(undefined)}
        />
      )}
    </Flex>
  );
};
