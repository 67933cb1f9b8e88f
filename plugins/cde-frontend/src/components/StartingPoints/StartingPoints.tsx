import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Flex, SearchField, Skeleton, Text } from '@backstage/ui';
import type { Workspace } from '@backstage-cde/plugin-cde-common';
import { useBranches } from '../../hooks/useBranches';
import { useChanges } from '../../hooks/useChanges';
import type { Launch } from '../../hooks/useLaunch';
import { branchPoints, changePoints, fitting } from '../../lib/startingPoints';
import type { StartingPoint } from '../../lib/startingPoints';
import { cdeTranslationRef } from '../../translation';
import { CauseNotice, ErrorNotice } from '../Common';
import { StartingPointRow } from './StartingPointRow';
import styles from './StartingPoints.module.css';

/** Rows before "show all". */
const FIRST = 8;

interface StartingPointsProps {
  /** Entity ref. */
  component: string;
  /** The user's own of this component. */
  workspaces: Workspace[];
  launch: Launch['launch'];
  cannotCreate: boolean;
}

/** Branches and open pull requests of a component, each with its workspaces and the way to a new one. */
export const StartingPoints = (props: StartingPointsProps) => {
  const { component, workspaces } = props;
  const { t } = useTranslationRef(cdeTranslationRef);
  const [filter, setFilter] = useState('');
  const branches = useBranches(component);
  const changes = useChanges(component);
  // Which branches exist decides what a pull request starts from.
  const branchesKnown = Boolean(branches.value || branches.error);
  const shownChanges =
    changes.value &&
    branchesKnown &&
    changePoints(changes.value.items, branches.value, workspaces);
  const shownBranches =
    branches.value && branchPoints(branches.value, workspaces);
  const { supported = true, problem } = changes.value ?? {};

  return (
    <Flex direction="column" gap="3">
      <Flex align="center" justify="between" gap="3" className={styles.head}>
        <Text as="h2" variant="title-x-small">
          {t('context.startingPoints.title')}
        </Text>
        <SearchField
          className={styles.filter}
          aria-label={t('context.startingPoints.filter')}
          placeholder={t('context.startingPoints.filter')}
          value={filter}
          onChange={setFilter}
        />
      </Flex>
      {supported && (
        <Group
          {...props}
          title={t('context.startingPoints.changes')}
          points={shownChanges || undefined}
          filter={filter}
          failed={Boolean(changes.error)}
          none={problem ? undefined : t('context.startingPoints.noChanges')}
        >
          {changes.error && (
            <ErrorNotice
              error={changes.error}
              title={t('context.startingPoints.changesFailed')}
              onRetry={changes.refresh}
            />
          )}
          {problem && (
            <CauseNotice
              severity="warning"
              cause={problem}
              title={
                changes.value?.items.length
                  ? t('context.startingPoints.changesIncomplete')
                  : t('context.startingPoints.changesFailed')
              }
            />
          )}
        </Group>
      )}
      <Group
        {...props}
        title={t('context.startingPoints.branches')}
        points={shownBranches}
        filter={filter}
        failed={Boolean(branches.error)}
        none={t('context.startingPoints.noBranches')}
      >
        {branches.error && (
          <ErrorNotice
            error={branches.error}
            title={t('context.startingPoints.branchesFailed')}
            onRetry={branches.refresh}
          />
        )}
      </Group>
      {!supported && (
        <Text color="secondary" variant="body-small">
          {t('context.startingPoints.unsupported')}
        </Text>
      )}
    </Flex>
  );
};

interface GroupProps extends StartingPointsProps {
  title: string;
  /** Undefined while they are not known. */
  points: StartingPoint[] | undefined;
  filter: string;
  failed: boolean;
  /** What is said where there are none. */
  none: string | undefined;
  /** What went wrong. */
  children: ReactNode;
}

const Group = ({
  title,
  points,
  filter,
  failed,
  none,
  children,
  ...row
}: GroupProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const heading = useId();
  const [all, setAll] = useState(false);
  const found = points && fitting(points, filter);
  const shown = all ? found : found?.slice(0, FIRST);
  return (
    <section aria-labelledby={heading} className={styles.group}>
      <Text as="h3" variant="body-medium" weight="bold" id={heading}>
        {title}
      </Text>
      {children}
      {!shown && !failed && (
        <Flex direction="column" gap="2" role="status" aria-busy>
          <Skeleton width="100%" height={48} />
          <Skeleton width="100%" height={48} />
        </Flex>
      )}
      {shown && shown.length > 0 && (
        <ul className={styles.rows}>
          {shown.map(point => (
            <StartingPointRow key={point.key} point={point} {...row} />
          ))}
        </ul>
      )}
      {points?.length === 0 && none && <Text color="secondary">{none}</Text>}
      {points && points.length > 0 && found?.length === 0 && (
        <Text color="secondary" role="status">
          {t('context.startingPoints.noneFits', { text: filter.trim() })}
        </Text>
      )}
      {found && shown && found.length > shown.length && (
        <Button
          size="small"
          variant="tertiary"
          className={styles.all}
          aria-label={`${t('context.startingPoints.all', {
            number: String(found.length),
          })}: ${title}`}
          onPress={() => setAll(true)}
        >
          {t('context.startingPoints.all', { number: String(found.length) })}
        </Button>
      )}
    </section>
  );
};
