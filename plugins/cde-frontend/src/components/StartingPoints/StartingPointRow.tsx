import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Badge, Button, Flex, Link, Text } from '@backstage/ui';
import { RiGitBranchLine, RiGitPullRequestLine } from '@remixicon/react';
import type { Workspace } from '@backstage-cde/plugin-cde-common';
import type { Launch } from '../../hooks/useLaunch';
import { useLinks } from '../../hooks/useLinks';
import type { StartingPoint } from '../../lib/startingPoints';
import { cdeTranslationRef } from '../../translation';
import { OpenButton } from '../Actions';
import { RelativeTime, Status } from '../Common';
import { ChangeMarks, WebLink } from '../OpenContext';
import styles from './StartingPoints.module.css';

interface StartingPointRowProps {
  point: StartingPoint;
  /** Entity ref. */
  component: string;
  launch: Launch['launch'];
  cannotCreate: boolean;
}

/** One branch or pull request: what it is, its workspaces, and a new one. */
export const StartingPointRow = (props: StartingPointRowProps) => {
  const { point, component, launch, cannotCreate } = props;
  const { t } = useTranslationRef(cdeTranslationRef);
  const { ref, title, workspaces } = point;
  return (
    <li className={styles.row}>
      <What point={point} />
      <div className={styles.workspaces}>
        {workspaces.map(workspace => (
          <Existing key={workspace.id} workspace={workspace} launch={launch} />
        ))}
      </div>
      <div className={styles.create}>
        {ref ? (
          <Button
            size="small"
            variant="secondary"
            isDisabled={cannotCreate}
            aria-label={t('context.startingPoints.createNamed', {
              name: title,
            })}
            onPress={() =>
              launch({ kind: 'create', request: { component, ref } })
            }
          >
            {t('context.startingPoints.create')}
          </Button>
        ) : (
          <Text color="secondary" variant="body-small">
            {point.change?.fork
              ? t('context.startingPoints.forkWithoutCommit')
              : t('context.startingPoints.sourceGone')}
          </Text>
        )}
      </div>
    </li>
  );
};

const What = ({ point }: { point: StartingPoint }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { title, author, updatedAt, isDefault, change } = point;
  const Icon = change ? RiGitPullRequestLine : RiGitBranchLine;
  const branch = change?.sourceBranch;
  return (
    <div className={styles.what}>
      <Icon aria-hidden size={18} className={styles.icon} />
      <div className={styles.text}>
        <Flex gap="2" align="center" className={styles.title}>
          <Text weight="bold">
            {change ? <WebLink url={change.url} text={title} /> : title}
          </Text>
          {isDefault && (
            <Badge size="small">{t('context.startingPoints.usual')}</Badge>
          )}
          {change && <ChangeMarks draft={change.draft} fork={change.fork} />}
        </Flex>
        <Text color="secondary" variant="body-small">
          {change &&
            `${t('context.startingPoints.number', { id: change.id })} · `}
          {branch && `${branch} · `}
          {author}
          {author && updatedAt && ' · '}
          {updatedAt && <RelativeTime at={updatedAt} />}
        </Text>
      </div>
    </div>
  );
};

const Existing = ({
  workspace,
  launch,
}: {
  workspace: Workspace;
  launch: Launch['launch'];
}) => {
  const links = useLinks();
  return (
    <Flex align="center" gap="2" className={styles.existing}>
      <Status phase={workspace.phase} />
      <Link href={links.workspace(workspace.id)} className={styles.name}>
        {workspace.name}
      </Link>
      <OpenButton workspace={workspace} launch={launch} />
    </Flex>
  );
};
