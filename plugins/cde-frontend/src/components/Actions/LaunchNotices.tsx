import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, ButtonLink } from '@backstage/ui';
import type { Launch } from '../../hooks/useLaunch';
import { cdeTranslationRef } from '../../translation';
import { Notice } from '../Common';
import { FailureNotice } from '../Quota';

/** What came of a click, where it could not simply open a tab. */
export const LaunchNotices = ({ launch }: { launch: Launch }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  if (launch.error) {
    const dismiss = (
      <Button size="small" variant="secondary" onPress={launch.dismiss}>
        {t('common.dismiss')}
      </Button>
    );
    return (
      <FailureNotice
        error={launch.error}
        title={t('launch.failed')}
        onRetry={launch.retry}
        actions={dismiss}
      />
    );
  }
  if (launch.blocked) {
    return (
      <Notice
        urgent
        severity="warning"
        title={t('launch.blocked')}
        actions={
          <ButtonLink
            href={launch.blocked.href}
            target="_blank"
            rel="noopener"
            variant="primary"
          >
            {t('launch.continue', { name: launch.blocked.name })}
          </ButtonLink>
        }
      >
        {t('launch.blockedText')}
      </Notice>
    );
  }
  return null;
};
