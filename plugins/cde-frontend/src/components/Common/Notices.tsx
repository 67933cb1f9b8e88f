import type { ReactNode } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button, Flex } from '@backstage/ui';
import type { Cause } from '@backstage-cde/plugin-cde-common';
import { explainError } from '../../lib/errors';
import { cdeTranslationRef } from '../../translation';
import styles from './Common.module.css';

interface NoticeProps {
  severity: 'info' | 'success' | 'warning' | 'danger';
  title: ReactNode;
  /** What happened and why. */
  children?: ReactNode;
  /** What to do about it. */
  cure?: string;
  /** Buttons that do it; below the text, so that narrow screens have room for both. */
  actions?: ReactNode;
  /** Read out at once, for what a person has just caused. */
  urgent?: boolean;
}

/** Something a person should know: what, why, what to do, and the button that does it. */
export const Notice = ({
  severity,
  title,
  children,
  cure,
  actions,
  urgent,
}: NoticeProps) => (
  <Alert
    role={urgent ? 'alert' : undefined}
    status={severity}
    icon
    title={title}
    description={
      <div className={styles.notice}>
        {children && <div>{children}</div>}
        {cure && <strong>{cure}</strong>}
        {actions && (
          <Flex gap="2" mt="2" className={styles.wrap}>
            {actions}
          </Flex>
        )}
      </div>
    }
  />
);

interface ErrorNoticeProps {
  error: Error;
  /** What could not be done. */
  title: string;
  onRetry?: () => void;
  actions?: ReactNode;
}

/** What could not be done, why, and what to do about it. */
export const ErrorNotice = ({
  error,
  title,
  onRetry,
  actions,
}: ErrorNoticeProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { kind, message, cure } = explainError(error);
  const advice = cure ?? (kind === 'refused' ? undefined : t(`error.${kind}`));
  const worthRetrying = kind !== 'missing' && kind !== 'denied';
  const retry = onRetry && worthRetrying && (
    <Button size="small" variant="secondary" onPress={onRetry}>
      {t('common.tryAgain')}
    </Button>
  );
  return (
    <Notice
      urgent
      severity={kind === 'denied' || kind === 'missing' ? 'warning' : 'danger'}
      title={title}
      cure={advice}
      actions={
        (retry || actions) && (
          <>
            {retry}
            {actions}
          </>
        )
      }
    >
      {message}
    </Notice>
  );
};

interface CauseNoticeProps {
  cause: Cause;
  title: string;
  severity?: 'info' | 'warning' | 'danger';
  actions?: ReactNode;
}

/** Why something is as it is, in the backend's words. */
export const CauseNotice = ({
  cause,
  title,
  severity = 'danger',
  actions,
}: CauseNoticeProps) => (
  <Notice severity={severity} title={title} cure={cause.cure} actions={actions}>
    {cause.message}
  </Notice>
);
