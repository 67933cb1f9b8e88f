import { useMemo } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  Badge,
  Cell,
  Checkbox,
  Flex,
  Link,
  Skeleton,
  Table,
  Text,
  useBreakpoint,
} from '@backstage/ui';
import type { ColumnConfig } from '@backstage/ui';
import type { Workspace } from '@backstage-cde/plugin-cde-common';
import { useLinks } from '../../hooks/useLinks';
import { cdeTranslationRef } from '../../translation';
import { RelativeTime, Status } from '../Common';
import { LastUse } from '../WorkspaceList/WorkspaceList';
import styles from './Administration.module.css';

interface AllWorkspacesTableProps {
  /** Undefined while they are being fetched for the first time. */
  workspaces: Workspace[] | undefined;
  pending: boolean;
  selected: ReadonlySet<string>;
  onSelect: (ids: ReadonlySet<string>) => void;
}

/** Everybody's workspaces to choose from, as cards where there is no room for a table. */
export const AllWorkspacesTable = (props: AllWorkspacesTableProps) => {
  const { down } = useBreakpoint();
  return (
    <div aria-busy={props.pending}>
      {down('md') ? <Cards {...props} /> : <Rows {...props} />}
    </div>
  );
};

const Rows = ({
  workspaces,
  pending,
  selected,
  onSelect,
}: AllWorkspacesTableProps) => {
  const columns = useColumns();
  return (
    <Table
      columnConfig={columns}
      data={workspaces}
      isPending={workspaces === undefined}
      isStale={pending && workspaces !== undefined}
      pagination={{ type: 'none' }}
      selection={{
        mode: 'multiple',
        behavior: 'toggle',
        selected: new Set(selected),
        onSelectionChange: keys =>
          onSelect(
            new Set(
              keys === 'all'
                ? workspaces?.map(({ id }) => id)
                : [...keys].map(String),
            ),
          ),
      }}
    />
  );
};

function useColumns(): ColumnConfig<Workspace>[] {
  const { t } = useTranslationRef(cdeTranslationRef);
  const links = useLinks();
  return useMemo(
    () => [
      {
        id: 'name',
        label: t('column.name'),
        isRowHeader: true,
        width: '2fr',
        minWidth: 180,
        cell: workspace => (
          <Cell>
            <Flex direction="column" gap="0.5">
              <Link href={links.workspace(workspace.id)} weight="bold">
                {workspace.name}
              </Link>
              {workspace.privileged && <Privileged />}
            </Flex>
          </Cell>
        ),
      },
      {
        id: 'status',
        label: t('column.status'),
        minWidth: 120,
        cell: workspace => (
          <Cell>
            <Flex direction="column" gap="0.5">
              <Status phase={workspace.phase} />
              <Text variant="body-x-small" color="secondary">
                <RelativeTime at={workspace.phaseSince} />
              </Text>
            </Flex>
          </Cell>
        ),
      },
      {
        id: 'owner',
        label: t('administration.list.owner'),
        minWidth: 100,
        cell: workspace => (
          <Cell>
            <EntityRefLink entityRef={workspace.owner} defaultKind="user" />
          </Cell>
        ),
      },
      {
        id: 'component',
        label: t('column.component'),
        width: '1.3fr',
        minWidth: 120,
        cell: ({ component }) => (
          <Cell>
            {component ? (
              <EntityRefLink entityRef={component} defaultKind="component" />
            ) : (
              '—'
            )}
          </Cell>
        ),
      },
      {
        id: 'template',
        label: t('administration.list.template'),
        minWidth: 100,
        cell: workspace => (
          <Cell>
            <Link href={links.template(workspace.template)}>
              {workspace.template}
            </Link>
          </Cell>
        ),
      },
      {
        id: 'class',
        label: t('column.class'),
        width: '0.8fr',
        cell: workspace => (
          <Cell>
            <Text>{workspace.resourceClass}</Text>
          </Cell>
        ),
      },
      {
        id: 'used',
        label: t('column.used'),
        minWidth: 110,
        cell: workspace => (
          <Cell>
            <LastUse workspace={workspace} />
          </Cell>
        ),
      },
    ],
    [t, links],
  );
}

const Cards = ({ workspaces, selected, onSelect }: AllWorkspacesTableProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const links = useLinks();
  if (!workspaces) {
    return (
      <Flex direction="column" gap="3">
        <Skeleton width="100%" height={88} />
        <Skeleton width="100%" height={88} />
      </Flex>
    );
  }
  const toggle = (id: string, on: boolean) => {
    const next = new Set(selected);
    if (on) next.add(id);
    else next.delete(id);
    onSelect(next);
  };
  return (
    <ul className={styles.cards}>
      {workspaces.map(workspace => (
        <li key={workspace.id} className={styles.card}>
          <Flex justify="between" align="center" gap="2">
            <Flex align="center" gap="2" className={styles.shrink}>
              <Checkbox
                aria-label={t('administration.list.select', {
                  name: workspace.name,
                })}
                isSelected={selected.has(workspace.id)}
                onChange={on => toggle(workspace.id, on)}
              />
              <Link href={links.workspace(workspace.id)} weight="bold">
                {workspace.name}
              </Link>
            </Flex>
            <Status phase={workspace.phase} />
          </Flex>
          <Text as="p" variant="body-small" color="secondary">
            <EntityRefLink entityRef={workspace.owner} defaultKind="user" />
            {workspace.component && (
              <>
                {' · '}
                <EntityRefLink
                  entityRef={workspace.component}
                  defaultKind="component"
                />
              </>
            )}
            {` · ${workspace.template} · ${workspace.resourceClass}`}
          </Text>
          {workspace.privileged && <Privileged />}
        </li>
      ))}
    </ul>
  );
};

const Privileged = () => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <span>
      <Badge size="small">{t('administration.list.privileged')}</Badge>
    </span>
  );
};
