import type { ReactNode } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button, Flex, Text } from '@backstage/ui';
import type { Cause } from '@backstage-cde/plugin-cde-common';
import { explainError } from '../../lib/errors';
import { cdeTranslationRef } from '../../translation';

interface ErrorNoticeProps {
  error: Error;
  /** What could not be done. */
  title: string;
  onRetry?: () => void;
  actions?: ReactNode;
}

/** What could not be done, why, and what to do about it. */
export const ErrorNotice = ({ error, title, onRetry, actions }: ErrorNoticeProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { kind, message, cure } = explainError(error);
  const advice = cure ?? (kind === 'refused' ? undefined : t(`error.${kind}`));
  return (
    <Alert
      role="alert"
      status={kind === 'denied' || kind === 'missing' ? 'warning' : 'danger'}
      icon
      title={title}
      description={<Explanation message={message} cure={advice} />}
      customActions={
        <Flex gap="2">
          {onRetry && (
            <Button size="small" variant="secondary" onPress={onRetry}>
              {t('common.tryAgain')}
            </Button>
          )}
          {actions}
        </Flex>
      }
    />
  );
};

interface CauseNoticeProps {
  cause: Cause;
  title: string;
  severity?: 'info' | 'warning' | 'danger';
  actions?: ReactNode;
}

/** Why something is as it is, in the backend's words. */
export const CauseNotice = ({ cause, title, severity = 'danger', actions }: CauseNoticeProps) => (
  <Alert
    status={severity}
    icon
    title={title}
    description={<Explanation message={cause.message} cure={cause.cure} />}
    customActions={actions}
  />
);

const Explanation = ({ message, cure }: { message: string; cure?: string }) => (
  <Flex direction="column" gap="1">
    <Text as="span">{message}</Text>
    {cure && (
      <Text as="span" weight="bold">
        {cure}
      </Text>
    )}
  </Flex>
);
