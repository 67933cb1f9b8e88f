import { useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  ButtonLink,
  Container,
  Flex,
  SearchField,
  Select,
  Text,
  ToggleButton,
  ToggleButtonGroup,
} from '@backstage/ui';
import type { SortDescriptor } from '@backstage/ui';
import type {
  Workspace,
  WorkspacePhase,
} from '@backstage-cde/plugin-cde-common';
import { useLaunch } from '../../hooks/useLaunch';
import { useListChange, useWorkspaces } from '../../hooks/useWorkspaces';
import {
  SORT_COLUMNS,
  applyView,
  viewFromParams,
  viewToParams,
} from '../../lib/filter';
import type { ListView } from '../../lib/filter';
import { catalogIndexRouteRef } from '../../routes';
import { cdeTranslationRef } from '../../translation';
import { LaunchNotices, useWorkspaceActions } from '../Actions';
import { Announce, Empty, ErrorNotice, PageHeader } from '../Common';
import { GitAccess } from '../GitAccess';
import { WorkspaceList } from './WorkspaceList';
import styles from './WorkspaceList.module.css';

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

/** All of my workspaces. */
export const WorkspacesPage = () => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const [params, setParams] = useSearchParams();
  const view = viewFromParams(params);
  const shared = view.scope === 'shared';
  const list = useWorkspaces({ scope: view.scope });
  const { value, error, refresh } = list;
  const launch = useLaunch();
  const change = (part: Partial<ListView>) =>
    setParams(viewToParams({ ...view, ...part }, params), { replace: true });

  const onChanged = useListChange(list);
  const actions = useWorkspaceActions((_action, changed) => onChanged(changed));
  const shown = value && applyView(value, view);
  const descriptor: SortDescriptor = {
    column: view.sort,
    direction: view.descending ? 'descending' : 'ascending',
  };
  const onSortChange = (next: SortDescriptor) =>
    change({
      sort: SORT_COLUMNS.find(column => column === next.column) ?? 'used',
      descending: next.direction === 'descending',
    });

  return (
    <>
      <PageHeader
        title={shared ? t('scope.sharedTitle') : t('list.title')}
        description={shared ? t('scope.sharedIntro') : t('list.intro')}
      />
      <Container py="4">
        <Flex direction="column" gap="4">
          <LaunchNotices launch={launch} />
          <Scope view={view} change={change} />
          {error && (
            <ErrorNotice
              error={error}
              title={t('list.failed')}
              onRetry={refresh}
            />
          )}
          {value?.length === 0 &&
            (shared ? <NothingShared /> : <NoWorkspaces />)}
          {(value === undefined ? !error : value.length > 0) && (
            <>
              <Filters view={view} change={change} />
              {shown?.length === 0 ? (
                <Text as="p">{t('list.nothingFound')}</Text>
              ) : (
                <WorkspaceList
                  workspaces={shown}
                  launch={launch.launch}
                  ask={actions.ask}
                  onChanged={onChanged}
                  ofOthers={shared}
                  sort={{ descriptor, onSortChange }}
                />
              )}
            </>
          )}
          {!shared && <GitAccess />}
        </Flex>
        {value && <StatusAnnouncements workspaces={value} />}
        {actions.dialog}
      </Container>
    </>
  );
};

const Filters = ({
  view,
  change,
}: {
  view: ListView;
  change: (part: Partial<ListView>) => void;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const phases = useMemo(
    () => [
      { value: 'all', label: t('list.anyStatus') },
      ...PHASES.map(phase => ({ value: phase, label: t(`phase.${phase}`) })),
    ],
    [t],
  );
  return (
    <Flex gap="3" align="end" className={styles.filters}>
      <SearchField
        className={styles.search}
        aria-label={t('list.search')}
        placeholder={t('list.search')}
        value={view.search}
        onChange={search => change({ search })}
      />
      <Select
        className={styles.status}
        aria-label={t('column.status')}
        options={phases}
        value={view.phase || 'all'}
        onChange={phase =>
          change({ phase: phase === 'all' ? '' : String(phase) })
        }
      />
    </Flex>
  );
};

/** Whose workspaces are shown; in the address, like all that narrows the list. */
const Scope = ({
  view,
  change,
}: {
  view: ListView;
  change: (part: Partial<ListView>) => void;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <ToggleButtonGroup
      aria-label={t('scope.label')}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[view.scope]}
      onSelectionChange={keys =>
        change({ scope: keys.has('shared') ? 'shared' : 'mine' })
      }
    >
      <ToggleButton id="mine">{t('scope.mine')}</ToggleButton>
      <ToggleButton id="shared">{t('scope.shared')}</ToggleButton>
    </ToggleButtonGroup>
  );
};

const NothingShared = () => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <Empty
      title={t('scope.sharedEmptyTitle')}
      text={t('scope.sharedEmptyText')}
    />
  );
};

const NoWorkspaces = () => {
  const catalog = useRouteRef(catalogIndexRouteRef);
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <Empty
      title={t('list.emptyTitle')}
      text={t('list.emptyText')}
      action={
        catalog && (
          <ButtonLink
            variant="primary"
            href={`${catalog()}?filters[kind]=component`}
          >
            {t('list.emptyAction')}
          </ButtonLink>
        )
      }
    />
  );
};

/** Speaks of each workspace whose status changed, once. */
export const StatusAnnouncements = ({
  workspaces,
}: {
  workspaces: Workspace[];
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <>
      {workspaces.map(({ id, name, phase }) => (
        <Announce key={id} text={`${name}: ${t(`phase.${phase}`)}`} />
      ))}
    </>
  );
};
