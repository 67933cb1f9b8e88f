import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Badge, Flex } from '@backstage/ui';
import {
  RiCheckboxCircleFill,
  RiDraftLine,
  RiForbidLine,
  RiHistoryLine,
  RiPencilLine,
} from '@remixicon/react';
import type { RemixiconComponentType } from '@remixicon/react';
import type { TemplateSummary } from '@backstage-cde/plugin-cde-common';
import { cdeTranslationRef } from '../../translation';
import { PrivilegedMark } from '../Common';
import styles from './Templates.module.css';

type ShownState = TemplateSummary['state'] | 'draft';

const ICONS: Record<ShownState, RemixiconComponentType> = {
  active: RiCheckboxCircleFill,
  deprecated: RiHistoryLine,
  retired: RiForbidLine,
  draft: RiDraftLine,
};

/** What may be made from a template: an icon, a colour and a word. */
export const TemplateStateMark = ({
  template: { state, revision },
}: {
  template: TemplateSummary;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const shown: ShownState = revision === undefined ? 'draft' : state;
  const Icon = ICONS[shown];
  return (
    <span className={styles.state} data-state={shown}>
      <Icon aria-hidden size={18} />
      {t(`template.states.${shown}`)}
    </span>
  );
};

/** All that sets a template apart from others. */
export const TemplateMarks = ({
  template: { privileged, hasDraft, revision },
}: {
  template: TemplateSummary;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const showsDraft = hasDraft && revision !== undefined;
  if (!privileged && !showsDraft) return null;
  return (
    <Flex gap="1" className={styles.wrap}>
      {privileged && <PrivilegedMark />}
      {showsDraft && (
        <Badge
          size="small"
          icon={<RiPencilLine />}
          title={t('template.hasDraftHelp')}
        >
          {t('template.hasDraft')}
        </Badge>
      )}
    </Flex>
  );
};
