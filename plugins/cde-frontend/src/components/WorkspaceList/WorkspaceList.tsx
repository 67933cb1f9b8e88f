import { useMemo } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Cell, Flex, Link, Table, Text, useBreakpoint } from '@backstage/ui';
import type { ColumnConfig, SortState } from '@backstage/ui';
import type { Workspace } from '@backstage-cde/plugin-cde-common';
import type { Launch } from '../../hooks/useLaunch';
import { useLinks } from '../../hooks/useLinks';
import { branchName } from '../../lib/filter';
import { cdeTranslationRef } from '../../translation';
import { NextDeadline, OpenButton, WorkspaceMenu } from '../Actions';
import type { WorkspaceActions } from '../Actions';
import { RelativeTime, Status, WorkspaceMarks } from '../Common';
import { WorkspaceCards } from './WorkspaceCards';
import styles from './WorkspaceList.module.css';

/** What both forms of the list need. */
export interface WorkspaceListProps {
  /** Undefined while they are being fetched for the first time. */
  workspaces: Workspace[] | undefined;
  launch: Launch['launch'];
  ask: WorkspaceActions['ask'];
  /** Hide the component, on the component's own page. */
  ofOneComponent?: boolean;
  /** Show whose they are. */
  ofOthers?: boolean;
  /** With a workspace as it is after something was put off. */
  onChanged: (workspace: Workspace) => void;
  sort?: SortState;
}

/** Workspaces as a table, or as cards where there is no room for one. */
export const WorkspaceList = (props: WorkspaceListProps) => {
  const { down } = useBreakpoint();
  return (
    <div aria-busy={props.workspaces === undefined}>
      {down('md') ? (
        <WorkspaceCards {...props} />
      ) : (
        <WorkspaceTable {...props} />
      )}
    </div>
  );
};

const WorkspaceTable = ({
  workspaces,
  launch,
  ask,
  ofOneComponent,
  ofOthers,
  onChanged,
  sort,
}: WorkspaceListProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const links = useLinks();
  const isSortable = sort !== undefined;

  const columns = useMemo<ColumnConfig<Workspace>[]>(
    () => [
      {
        id: 'name',
        label: t('column.name'),
        isRowHeader: true,
        isSortable,
        width: '2fr',
        minWidth: 180,
        cell: workspace => (
          <Cell>
            <Flex direction="column" gap="1" align="start">
              <Link href={links.workspace(workspace.id)} weight="bold">
                {workspace.name}
              </Link>
              <Flex gap="1" className={styles.marks}>
                <WorkspaceMarks workspace={workspace} />
              </Flex>
            </Flex>
          </Cell>
        ),
      },
      {
        id: 'status',
        label: t('column.status'),
        isSortable,
        cell: workspace => (
          <Cell>
            <StatusSince workspace={workspace} />
          </Cell>
        ),
      },
      {
        id: 'component',
        label: t('column.component'),
        isSortable,
        width: '1.5fr',
        isHidden: ofOneComponent,
        cell: workspace => (
          <Cell>
            {workspace.component ? (
              <EntityRefLink
                entityRef={workspace.component}
                defaultKind="component"
              />
            ) : (
              '—'
            )}
          </Cell>
        ),
      },
      {
        id: 'owner',
        label: t('scope.owner'),
        isHidden: !ofOthers,
        cell: workspace => (
          <Cell>
            <EntityRefLink entityRef={workspace.owner} defaultKind="user" />
          </Cell>
        ),
      },
      {
        id: 'branch',
        label: t('column.branch'),
        isSortable,
        cell: workspace => (
          <Cell>
            <Text truncate>
              {branchName(workspace) || t('common.defaultBranch')}
            </Text>
          </Cell>
        ),
      },
      {
        id: 'class',
        label: t('column.class'),
        isSortable,
        width: '0.7fr',
        minWidth: 88,
        cell: workspace => (
          <Cell>
            <Text>{workspace.resourceClass}</Text>
          </Cell>
        ),
      },
      {
        id: 'used',
        label: t('column.used'),
        isSortable,
        minWidth: 124,
        cell: workspace => (
          <Cell>
            <LastUse workspace={workspace} />
          </Cell>
        ),
      },
      {
        id: 'next',
        label: t('deadline.column'),
        width: '1.4fr',
        minWidth: 150,
        cell: workspace => (
          <Cell>
            <NextDeadline workspace={workspace} onKept={onChanged} />
          </Cell>
        ),
      },
      {
        id: 'actions',
        label: t('column.actions'),
        width: 190,
        cell: workspace => (
          <Cell>
            <Flex gap="1" justify="end" align="center">
              <OpenButton workspace={workspace} launch={launch} />
              <WorkspaceMenu workspace={workspace} ask={ask} />
            </Flex>
          </Cell>
        ),
      },
    ],
    [t, links, launch, ask, onChanged, ofOneComponent, ofOthers, isSortable],
  );

  return (
    <Table
      columnConfig={columns}
      data={workspaces}
      isPending={workspaces === undefined}
      pagination={{ type: 'none' }}
      sort={sort}
    />
  );
};

/** The status, since when, and why where it is not as wanted. */
export const StatusSince = ({ workspace }: { workspace: Workspace }) => (
  <Flex direction="column" gap="0.5">
    <Status phase={workspace.phase} />
    <Text variant="body-x-small" color="secondary">
      <RelativeTime at={workspace.phaseSince} />
    </Text>
  </Flex>
);

/** When it was last used, or that it never was. */
export const LastUse = ({ workspace }: { workspace: Workspace }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <Text>
      {workspace.lastUsedAt ? (
        <RelativeTime at={workspace.lastUsedAt} />
      ) : (
        t('common.neverUsed')
      )}
    </Text>
  );
};
