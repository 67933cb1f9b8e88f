import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Badge } from '@backstage/ui';
import {
  RiEyeLine,
  RiRefreshLine,
  RiShieldKeyholeLine,
  RiShieldUserLine,
  RiTeamLine,
} from '@remixicon/react';
import type { Workspace } from '@backstage-cde/plugin-cde-common';
import { cdeTranslationRef } from '../../translation';

/** Something runs with more rights than is usual. */
export const PrivilegedMark = () => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <Badge
      size="small"
      icon={<RiShieldKeyholeLine />}
      title={t('mark.privilegedHelp')}
    >
      {t('mark.privileged')}
    </Badge>
  );
};

/** A later revision of a workspace's template waits. */
export const UpdateMark = ({ workspace }: { workspace: Workspace }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { update } = workspace;
  if (!update) return null;
  return (
    <Badge
      size="small"
      icon={<RiRefreshLine />}
      title={t('update.text', {
        number: String(update.revision),
        note: update.note,
      })}
    >
      {update.chosen ? t('update.chosen') : t('update.available')}
    </Badge>
  );
};

/** How the user comes to see a workspace that is not theirs; nothing on their own. */
export const RelationMark = ({ workspace }: { workspace: Workspace }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  switch (workspace.relation) {
    case 'view':
      return (
        <Badge size="small" icon={<RiEyeLine />}>
          {t('mark.sharedView')}
        </Badge>
      );
    case 'use':
      return (
        <Badge size="small" icon={<RiTeamLine />}>
          {t('mark.sharedUse')}
        </Badge>
      );
    case 'administrator':
      return (
        <Badge size="small" icon={<RiShieldUserLine />}>
          {t('mark.administrator')}
        </Badge>
      );
    default:
      return null;
  }
};

/** All that sets a workspace apart from others. */
export const WorkspaceMarks = ({ workspace }: { workspace: Workspace }) => (
  <>
    <RelationMark workspace={workspace} />
    {workspace.privileged && <PrivilegedMark />}
    <UpdateMark workspace={workspace} />
  </>
);
