import { useMemo } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  Cell,
  Flex,
  Link,
  Skeleton,
  Table,
  Text,
  useBreakpoint,
} from '@backstage/ui';
import type { ColumnConfig } from '@backstage/ui';
import { RiGitPullRequestLine } from '@remixicon/react';
import type { ComponentReadiness } from '@backstage-cde/plugin-cde-common';
import { cdeTranslationRef } from '../../translation';
import { LastStart, MedianStart } from './Starts';
import { StatusMark } from './StatusMark';
import styles from './Readiness.module.css';

/** Names that are shown of many. */
const MOST_NAMES = 4;

/** Tables want an id of each row. */
type Row = ComponentReadiness & { id: string };

interface ReadinessListProps {
  /** Undefined while they are being fetched for the first time. */
  components: ComponentReadiness[] | undefined;
  pending: boolean;
  /** Where a devcontainer.json is proposed for a component; undefined where the portal has no such form. */
  proposal: ((component: string) => string) | undefined;
}

/** Components with their devcontainers, as cards where there is no room for a table. */
export const ReadinessList = (props: ReadinessListProps) => {
  const { down } = useBreakpoint();
  return down('md') ? <Cards {...props} /> : <Rows {...props} />;
};

const Rows = ({ components, pending, proposal }: ReadinessListProps) => {
  const columns = useColumns(proposal);
  return (
    <Table
      columnConfig={columns}
      data={components?.map(item => ({ ...item, id: item.component }))}
      isPending={components === undefined}
      isStale={pending && components !== undefined}
      pagination={{ type: 'none' }}
    />
  );
};

function useColumns(
  proposal: ReadinessListProps['proposal'],
): ColumnConfig<Row>[] {
  const { t } = useTranslationRef(cdeTranslationRef);
  return useMemo(
    () => [
      {
        id: 'component',
        label: t('readiness.component'),
        isRowHeader: true,
        width: '1.4fr',
        minWidth: 160,
        cell: item => (
          <Cell>
            <Flex direction="column" gap="0.5">
              <Name item={item} />
              <Belongs item={item} />
            </Flex>
          </Cell>
        ),
      },
      {
        id: 'devcontainer',
        label: t('readiness.devcontainer'),
        width: '2fr',
        minWidth: 200,
        cell: item => (
          <Cell>
            <Devcontainer item={item} proposal={proposal} />
          </Cell>
        ),
      },
      {
        id: 'unsupported',
        label: t('readiness.unsupported'),
        width: '1.2fr',
        minWidth: 120,
        cell: ({ unsupported }) => (
          <Cell>
            <Names names={unsupported} />
          </Cell>
        ),
      },
      {
        id: 'lastStart',
        label: t('readiness.lastStart'),
        minWidth: 110,
        cell: item => (
          <Cell>
            <LastStart of={item} />
          </Cell>
        ),
      },
      {
        id: 'medianStart',
        label: t('readiness.medianStart'),
        minWidth: 100,
        cell: item => (
          <Cell>
            <MedianStart of={item} />
          </Cell>
        ),
      },
    ],
    [t, proposal],
  );
}

const Cards = ({ components, proposal }: ReadinessListProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  if (!components) {
    return (
      <Flex direction="column" gap="3" aria-busy="true">
        <Skeleton width="100%" height={88} />
        <Skeleton width="100%" height={88} />
      </Flex>
    );
  }
  return (
    <ul className={styles.cards}>
      {components.map(item => (
        <li key={item.component} className={styles.card}>
          <Name item={item} />
          <Belongs item={item} />
          <Devcontainer item={item} proposal={proposal} />
          {item.unsupported.length > 0 && (
            <Text as="p" variant="body-small">
              {t('readiness.unsupported')}: <Names names={item.unsupported} />
            </Text>
          )}
          {item.lastStartAt && (
            <Text as="p" variant="body-small">
              {t('readiness.lastStart')}: <LastStart of={item} />
            </Text>
          )}
          {item.medianStartMs !== undefined && (
            <Text as="p" variant="body-small">
              {t('readiness.medianStart')}: <MedianStart of={item} />
            </Text>
          )}
        </li>
      ))}
    </ul>
  );
};

const Name = ({ item }: { item: ComponentReadiness }) => (
  <strong>
    <EntityRefLink
      entityRef={item.component}
      defaultKind="component"
      title={item.title}
    />
  </strong>
);

/** Whose a component is, and what it is part of. */
const Belongs = ({ item: { owner, system } }: { item: ComponentReadiness }) => (
  <span className={styles.minor}>
    {owner && <EntityRefLink entityRef={owner} defaultKind="group" />}
    {owner && system && ' · '}
    {system && <EntityRefLink entityRef={system} defaultKind="system" />}
  </span>
);

/** What was found, what is wrong with it, and the way to have one. */
const Devcontainer = ({
  item,
  proposal,
}: {
  item: ComponentReadiness;
  proposal: ReadinessListProps['proposal'];
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { component, title, status, paths, problem } = item;
  return (
    <div className={styles.devcontainer}>
      <Flex gap="3" align="center" className={styles.wrap}>
        <StatusMark status={status} />
        {status === 'none' && proposal && (
          <Link
            href={proposal(component)}
            aria-label={t('readiness.proposeNamed', { name: title })}
          >
            <span className={styles.propose}>
              <RiGitPullRequestLine aria-hidden size={16} />
              {t('readiness.propose')}
            </span>
          </Link>
        )}
      </Flex>
      {paths.length > 0 && (
        <span className={styles.minor}>
          <Names names={paths} />
        </span>
      )}
      {problem && <span className={styles.problem}>{problem}</span>}
    </div>
  );
};

/** The first of many names, all of them on hover. */
const Names = ({ names }: { names: string[] }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  if (names.length === 0) return null;
  const rest = names.length - MOST_NAMES;
  return (
    <span className={styles.names} title={names.join(', ')}>
      {names.slice(0, MOST_NAMES).join(', ')}
      {rest > 0 && ` ${t('readiness.more', { number: String(rest) })}`}
    </span>
  );
};
