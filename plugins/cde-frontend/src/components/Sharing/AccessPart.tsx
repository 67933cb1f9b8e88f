import { useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  Button,
  Card,
  CardBody,
  CardHeader,
  Flex,
  Skeleton,
  Text,
} from '@backstage/ui';
import type {
  Workspace,
  WorkspaceDetails,
  WorkspaceShare,
} from '@backstage-cde/plugin-cde-common';
import { useShares } from '../../hooks/useShares';
import { shortRef } from '../../lib/entities';
import { formatDay } from '../../lib/sharing';
import { cdeTranslationRef } from '../../translation';
import { Announce, ErrorNotice } from '../Common';
import { RevokeDialog } from './RevokeDialog';
import { ShareFields } from './ShareFields';
import { TransferDialog } from './TransferDialog';
import styles from './Sharing.module.css';

interface AccessPartProps {
  workspace: WorkspaceDetails;
  /** With the workspace as it is after it was handed over. */
  onChanged: (workspace: Workspace) => void;
}

/** Whose it is and who else has access. */
export const AccessPart = ({ workspace, onChanged }: AccessPartProps) => (
  <Flex direction="column" gap="4">
    <Owner workspace={workspace} onChanged={onChanged} />
    {workspace.allowed.includes('share') ? (
      <Shares workspace={workspace} />
    ) : (
      <OwnAccess workspace={workspace} />
    )}
  </Flex>
);

const Owner = ({ workspace, onChanged }: AccessPartProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const [asking, setAsking] = useState(false);
  return (
    <Card>
      <CardHeader>
        <Text as="h2" variant="title-x-small">
          {t('access.owner')}
        </Text>
      </CardHeader>
      <CardBody>
        <Flex justify="between" align="center" gap="3" className={styles.wrap}>
          <div>
            <EntityRefLink entityRef={workspace.owner} defaultKind="user" />
            <Text as="p" color="secondary" variant="body-small">
              {t('access.ownerText')}
            </Text>
          </div>
          {workspace.allowed.includes('transfer') && (
            <Button variant="secondary" onPress={() => setAsking(true)}>
              {t('access.transfer')}
            </Button>
          )}
        </Flex>
        {asking && (
          <TransferDialog
            workspace={workspace}
            onClose={() => setAsking(false)}
            onDone={onChanged}
          />
        )}
      </CardBody>
    </Card>
  );
};

/** What somebody may do who may not share it. */
const OwnAccess = ({ workspace }: { workspace: WorkspaceDetails }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  switch (workspace.relation) {
    case 'view':
      return <Text as="p">{t('access.youView')}</Text>;
    case 'use':
      return <Text as="p">{t('access.youUse')}</Text>;
    default:
      return null;
  }
};

const Shares = ({ workspace }: { workspace: WorkspaceDetails }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { value, error, refresh, replace } = useShares(workspace.id);
  const [said, setSaid] = useState('');
  const [changing, setChanging] = useState<string>();
  const [revoking, setRevoking] = useState<WorkspaceShare>();
  const onShared = (shares: WorkspaceShare[], who: string) => {
    replace(() => shares);
    setChanging(undefined);
    setSaid(t('access.done', { who: shortRef(who) }));
  };
  return (
    <Card>
      <CardHeader>
        <Text as="h2" variant="title-x-small">
          {t('access.shares')}
        </Text>
      </CardHeader>
      <CardBody>
        <Flex direction="column" gap="4">
          {error && (
            <ErrorNotice
              error={error}
              title={t('access.failed')}
              onRetry={refresh}
            />
          )}
          {!value && !error && (
            <div aria-busy="true">
              <Skeleton width="100%" height={64} />
            </div>
          )}
          {value?.length === 0 && (
            <Text as="p" color="secondary">
              {t('access.none')}
            </Text>
          )}
          {value && value.length > 0 && (
            <ul className={styles.shares}>
              {value.map(share => (
                <li key={share.grantee}>
                  {changing === share.grantee ? (
                    <ShareFields
                      workspaceId={workspace.id}
                      share={share}
                      onShared={onShared}
                      onCancel={() => setChanging(undefined)}
                    />
                  ) : (
                    <Share
                      share={share}
                      onChange={() => setChanging(share.grantee)}
                      onRevoke={() => setRevoking(share)}
                    />
                  )}
                </li>
              ))}
            </ul>
          )}
          {value && changing === undefined && (
            <ShareFields
              // A new form for the next one.
              key={value.length}
              workspaceId={workspace.id}
              onShared={onShared}
            />
          )}
          <Announce text={said} />
        </Flex>
        {revoking && (
          <RevokeDialog
            workspace={workspace}
            share={revoking}
            onClose={() => setRevoking(undefined)}
            onDone={shares => {
              replace(() => shares);
              setSaid(t('access.revoked', { who: shortRef(revoking.grantee) }));
            }}
          />
        )}
      </CardBody>
    </Card>
  );
};

const Share = ({
  share,
  onChange,
  onRevoke,
}: {
  share: WorkspaceShare;
  onChange: () => void;
  onRevoke: () => void;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { grantee, role, expiresAt } = share;
  const who = shortRef(grantee);
  return (
    <div className={styles.share}>
      <span className={styles.who}>
        <EntityRefLink entityRef={grantee} />
      </span>
      <span>{t(`access.${role}`)}</span>
      <Text color="secondary">
        {expiresAt
          ? t('access.untilDate', { date: formatDay(expiresAt) })
          : t('access.forever')}
      </Text>
      <Flex gap="2">
        <Button
          size="small"
          variant="secondary"
          aria-label={t('access.changeNamed', { who })}
          onPress={onChange}
        >
          {t('access.change')}
        </Button>
        <Button
          size="small"
          variant="secondary"
          aria-label={t('access.revokeNamed', { who })}
          onPress={onRevoke}
        >
          {t('access.revoke')}
        </Button>
      </Flex>
    </div>
  );
};
