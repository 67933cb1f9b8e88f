import { useState } from 'react';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Flex, Text } from '@backstage/ui';
import { useSearchParams } from 'react-router-dom';
import type { BulkRequest, Workspace } from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../../api';
import { usePages } from '../../hooks/usePages';
import { filterFromParams, filterToParams } from '../../lib/adminFilter';
import { cdeTranslationRef } from '../../translation';
import { Empty, ErrorNotice } from '../Common';
import { AllWorkspacesTable } from './AllWorkspacesTable';
import { BulkDialog } from './BulkDialog';
import { WorkspaceFilters } from './WorkspaceFilters';
import styles from './Administration.module.css';

const PAGE = 50;
const REFRESH = 30_000;

/** Everybody's workspaces, filtered, with acts on many at once. */
export const AllWorkspaces = () => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const api = useApi(cdeApiRef);
  const [params, setParams] = useSearchParams();
  const filter = filterFromParams(params);
  const pages = usePages({
    request: filter,
    load: (request, cursor, signal) =>
      api.listAllWorkspaces({ ...request, cursor, limit: PAGE }, { signal }),
    interval: REFRESH,
    live: true,
  });
  const { items, error, refresh } = pages;
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [asked, setAsked] = useState<BulkRequest['act']>();
  // What a filter hides is not acted on.
  const chosen = items?.filter(({ id }) => selected.has(id)) ?? [];
  const narrowed = Object.keys(filter).length > 0;

  const closeBulk = (changed: boolean) => {
    setAsked(undefined);
    if (!changed) return;
    setSelected(new Set());
    refresh();
  };

  return (
    <Flex direction="column" gap="4">
      <WorkspaceFilters
        filter={filter}
        onChange={next =>
          setParams(filterToParams(next, params), { replace: true })
        }
      />
      {error && (
        <ErrorNotice
          error={error}
          title={t('administration.list.failed')}
          onRetry={refresh}
        />
      )}
      {chosen.length > 0 && (
        <BulkBar
          chosen={chosen}
          onAsk={setAsked}
          onClear={() => setSelected(new Set())}
        />
      )}
      {items?.length === 0 && !pages.pending ? (
        <NothingFound narrowed={narrowed} />
      ) : (
        (items || !error) && (
          <AllWorkspacesTable
            workspaces={items}
            pending={pages.pending}
            selected={selected}
            onSelect={setSelected}
          />
        )
      )}
      {items && items.length > 0 && (
        <Shown count={items.length} pages={pages} />
      )}
      {asked && (
        <BulkDialog act={asked} workspaces={chosen} onClose={closeBulk} />
      )}
    </Flex>
  );
};

const NothingFound = ({ narrowed }: { narrowed: boolean }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return narrowed ? (
    <Text as="p">{t('administration.list.nothing')}</Text>
  ) : (
    <Empty title={t('administration.list.none')} text={t('list.emptyText')} />
  );
};

const BulkBar = ({
  chosen,
  onAsk,
  onClear,
}: {
  chosen: Workspace[];
  onAsk: (act: BulkRequest['act']) => void;
  onClear: () => void;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <Flex
      gap="2"
      align="center"
      className={styles.bar}
      role="group"
      aria-label={t('administration.list.actions')}
    >
      <Text weight="bold" role="status">
        {t('administration.list.selected', { count: chosen.length })}
      </Text>
      <Button size="small" variant="secondary" onPress={() => onAsk('stop')}>
        {t('administration.list.stop')}
      </Button>
      <Button
        size="small"
        variant="secondary"
        destructive
        onPress={() => onAsk('delete')}
      >
        {t('administration.list.delete')}
      </Button>
      <Button size="small" variant="tertiary" onPress={onClear}>
        {t('administration.list.unselect')}
      </Button>
    </Flex>
  );
};

const Shown = ({
  count,
  pages,
}: {
  count: number;
  pages: { hasMore: boolean; pending: boolean; loadMore: () => void };
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <Flex gap="3" align="center">
      <Text color="secondary" variant="body-small" role="status">
        {t('administration.list.shown', { count })}
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
  );
};
