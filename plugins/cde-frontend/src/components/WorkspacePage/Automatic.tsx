import { useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Card, CardBody, CardHeader, Flex, Text } from '@backstage/ui';
import { useSearchParams } from 'react-router-dom';
import type { Workspace } from '@backstage-cde/plugin-cde-common';
import { canKeep, nextDeadline } from '../../lib/deadlines';
import { cdeTranslationRef } from '../../translation';
import { AllDeadlines } from '../Actions';
import { Announce, Notice } from '../Common';

/** What happens by itself, and the button that puts it off. A link with `?keep=1` only points at the button. */
export const Automatic = ({
  workspace,
  onChanged,
}: {
  workspace: Workspace;
  onChanged: (workspace: Workspace) => void;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const [params, setParams] = useSearchParams();
  const [said, setSaid] = useState('');
  const next = nextDeadline(workspace);
  const called = params.has('keep');
  const offered = next !== undefined && canKeep(workspace, next);
  const onKept = (changed: Workspace) => {
    if (called) {
      const rest = new URLSearchParams(params);
      rest.delete('keep');
      setParams(rest, { replace: true });
    }
    setSaid(t('deadline.keptNow'));
    onChanged(changed);
  };
  return (
    <Card>
      <CardHeader>
        <Text as="h2" variant="title-x-small">
          {t('deadline.title')}
        </Text>
      </CardHeader>
      <CardBody>
        <Flex direction="column" gap="3">
          {called && offered && (
            <Notice
              severity="info"
              title={t('deadline.fromNotice', {
                button: t(
                  next.act === 'retention-delete'
                    ? 'deadline.keep'
                    : 'deadline.keepRunning',
                ),
              })}
            />
          )}
          <AllDeadlines
            workspace={workspace}
            onKept={onKept}
            highlighted={called}
          />
          <Announce text={said} />
        </Flex>
      </CardBody>
    </Card>
  );
};
