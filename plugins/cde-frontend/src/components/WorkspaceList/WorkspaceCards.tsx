import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Card, CardBody, Flex, Link, Skeleton, Text } from '@backstage/ui';
import type { Workspace } from '@backstage-cde/plugin-cde-common';
import { useLinks } from '../../hooks/useLinks';
import { branchName } from '../../lib/filter';
import { cdeTranslationRef } from '../../translation';
import { NextDeadline, OpenButton, WorkspaceMenu } from '../Actions';
import { Status, WorkspaceMarks } from '../Common';
import { LastUse } from './WorkspaceList';
import type { WorkspaceListProps } from './WorkspaceList';
import styles from './WorkspaceList.module.css';

/** Workspaces as cards, for narrow screens. */
export const WorkspaceCards = ({ workspaces, ...rest }: WorkspaceListProps) => (
  <ul className={styles.cards}>
    {workspaces
      ? workspaces.map(workspace => (
          <WorkspaceCard key={workspace.id} workspace={workspace} {...rest} />
        ))
      : [0, 1, 2].map(index => (
          <li key={index}>
            <Card>
              <CardBody className={styles.card}>
                <Skeleton width="60%" height={20} />
                <Skeleton width="40%" height={16} />
                <Skeleton width="100%" height={32} />
              </CardBody>
            </Card>
          </li>
        ))}
  </ul>
);

type CardProps = Omit<WorkspaceListProps, 'workspaces'> & {
  workspace: Workspace;
};

const WorkspaceCard = ({
  workspace,
  launch,
  ask,
  ofOneComponent,
  ofOthers,
  onChanged,
}: CardProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const links = useLinks();
  return (
    <li>
      <Card>
        <CardBody className={styles.card}>
          <Flex justify="between" align="center" gap="2">
            <Link href={links.workspace(workspace.id)} weight="bold">
              {workspace.name}
            </Link>
            <Status phase={workspace.phase} />
          </Flex>
          <Flex gap="1" className={styles.marks}>
            <WorkspaceMarks workspace={workspace} />
          </Flex>
          <Text color="secondary" variant="body-small">
            {ofOthers && (
              <>
                <EntityRefLink entityRef={workspace.owner} defaultKind="user" />
                {' · '}
              </>
            )}
            {ofOneComponent || !workspace.component ? null : (
              <>
                <EntityRefLink
                  entityRef={workspace.component}
                  defaultKind="component"
                />
                {' · '}
              </>
            )}
            {branchName(workspace) || t('common.defaultBranch')} ·{' '}
            {workspace.resourceClass}
          </Text>
          <NextDeadline workspace={workspace} onKept={onChanged} />
          <Flex justify="between" align="center" gap="2">
            <Text color="secondary" variant="body-small">
              <LastUse workspace={workspace} />
            </Text>
            <Flex gap="1" align="center">
              <OpenButton workspace={workspace} launch={launch} />
              <WorkspaceMenu workspace={workspace} ask={ask} />
            </Flex>
          </Flex>
        </CardBody>
      </Card>
    </li>
  );
};
