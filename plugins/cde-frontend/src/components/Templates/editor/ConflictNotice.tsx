import { useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Flex } from '@backstage/ui';
import type { Draft } from '../../../hooks/useDraft';
import { useNow } from '../../../hooks/useNow';
import { browser } from '../../../lib/browser';
import { shortRef } from '../../../lib/entities';
import { formatRelative } from '../../../lib/format';
import { cdeTranslationRef } from '../../../translation';
import { YamlDiff } from '../../Code';
import { Notice } from '../../Common';

const MINUTE = 60_000;

/** Somebody else was faster: says who, and lets one choose; nothing is overwritten. */
export const ConflictNotice = ({ draft }: { draft: Draft }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const now = useNow(MINUTE);
  const [shows, setShows] = useState(false);
  const [copied, setCopied] = useState<'copied' | 'copyFailed'>();
  const { theirs, text, saved } = draft;
  if (!theirs) return null;

  const copy = () =>
    browser.copy(text).then(
      () => setCopied('copied'),
      () => setCopied('copyFailed'),
    );
  const isOwnText = text !== saved;
  const when = theirs.changedAt && formatRelative(theirs.changedAt, now);
  return (
    <Flex direction="column" gap="3">
      <Notice
        urgent
        severity="warning"
        title={
          theirs.changedBy
            ? t('template.conflict.title', {
                who: shortRef(theirs.changedBy, ['user']),
              })
            : t('template.conflict.gone')
        }
        actions={
          <>
            <Button size="small" variant="primary" onPress={draft.takeTheirs}>
              {t('template.conflict.take')}
            </Button>
            {isOwnText && (
              <Button size="small" variant="secondary" onPress={copy}>
                {t(`template.conflict.${copied ?? 'copy'}`)}
              </Button>
            )}
            <Button
              size="small"
              variant="secondary"
              onPress={() => setShows(!shows)}
            >
              {t(`template.conflict.${shows ? 'hide' : 'show'}`)}
            </Button>
          </>
        }
      >
        {when &&
          t(
            isOwnText
              ? 'template.conflict.text'
              : 'template.conflict.textClean',
            {
              when,
            },
          )}
        {!when && isOwnText && t('template.conflict.goneText')}
      </Notice>
      {shows && (
        <YamlDiff
          label={t('template.conflict.label')}
          before={theirs.text}
          after={text}
        />
      )}
    </Flex>
  );
};
