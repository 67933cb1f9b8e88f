import { useState } from 'react';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
  Text,
  TextAreaField,
} from '@backstage/ui';
import type {
  BulkRequest,
  BulkResult,
  Workspace,
} from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../../api';
import { useAction } from '../../hooks/useAction';
import { actInChunks, planBulk } from '../../lib/bulk';
import type { BulkPlan } from '../../lib/bulk';
import { shortRef } from '../../lib/entities';
import { causeText } from '../../lib/errors';
import { cdeTranslationRef } from '../../translation';
import { ErrorNotice } from '../Common';
import styles from './Administration.module.css';

interface BulkDialogProps {
  act: BulkRequest['act'];
  workspaces: Workspace[];
  onClose: (changed: boolean) => void;
}

/** Says what happens to whose workspaces, asks why, does it, and says what became of each. */
export const BulkDialog = ({ act, workspaces, onClose }: BulkDialogProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const api = useApi(cdeApiRef);
  // What was asked about stays while the list behind it moves.
  const [asked] = useState(workspaces);
  const plan = planBulk(asked, act);
  const count = plan.ids.length;
  const [reason, setReason] = useState('');
  const [results, setResults] = useState<BulkResult['items']>();
  const { run, busy, error } = useAction(async () =>
    setResults(
      await actInChunks({ ids: plan.ids, act, reason: reason.trim() }, chunk =>
        api.actInBulk(chunk),
      ),
    ),
  );
  const close = () => onClose(results !== undefined || error !== undefined);

  return (
    <Dialog
      isOpen
      onOpenChange={open => !open && close()}
      width="min(600px, 92vw)"
    >
      <DialogHeader>
        {results
          ? t('administration.bulk.resultTitle')
          : t(`administration.bulk.${act}Title`, { count })}
      </DialogHeader>
      <DialogBody>
        {results ? (
          <Results results={results} workspaces={asked} />
        ) : (
          <Flex direction="column" gap="3">
            <Plan act={act} plan={plan} />
            {count > 0 && (
              <TextAreaField
                label={t('administration.bulk.reason')}
                description={t('administration.bulk.reasonHelp')}
                isRequired
                autoFocus
                maxLength={500}
                value={reason}
                onChange={setReason}
              />
            )}
            {error && (
              <ErrorNotice
                error={error}
                title={t('administration.bulk.failed')}
              />
            )}
          </Flex>
        )}
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={close}>
          {results ? t('common.close') : t('common.cancel')}
        </Button>
        {!results && (
          <Button
            variant="primary"
            destructive={act === 'delete'}
            isDisabled={count === 0 || reason.trim() === ''}
            isPending={busy}
            onPress={run}
          >
            {t(`administration.bulk.${act}`)}
          </Button>
        )}
      </DialogFooter>
    </Dialog>
  );
};

const Plan = ({ act, plan }: { act: BulkRequest['act']; plan: BulkPlan }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const names = (workspaces: Workspace[]) =>
    workspaces.map(({ name }) => name).join(', ');
  return (
    <>
      {plan.ids.length > 0 ? (
        <>
          <Text as="p" weight={act === 'delete' ? 'bold' : 'regular'}>
            {t(`administration.bulk.${act}Text`)}
          </Text>
          <ul className={styles.whose}>
            {plan.byOwner.map(({ owner, workspaces }) => (
              <li key={owner}>
                {t('administration.bulk.of', {
                  owner: shortRef(owner, ['user']),
                  names: <strong>{names(workspaces)}</strong>,
                })}
              </li>
            ))}
          </ul>
        </>
      ) : (
        <Text as="p">{t('administration.bulk.nothing')}</Text>
      )}
      {plan.skipped.length > 0 && (
        <Text as="p" color="secondary">
          {t('administration.bulk.skipped', {
            count: plan.skipped.length,
            names: names(plan.skipped),
          })}
        </Text>
      )}
    </>
  );
};

const Results = ({
  results,
  workspaces,
}: {
  results: BulkResult['items'];
  workspaces: Workspace[];
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const number = (outcome: BulkResult['items'][number]['outcome']) =>
    results.filter(item => item.outcome === outcome).length;
  const names = new Map(workspaces.map(({ id, name }) => [id, name]));
  const summary = (['done', 'unchanged', 'refused'] as const)
    .filter(outcome => number(outcome) > 0)
    .map(outcome =>
      t(`administration.bulk.${outcome}`, { number: String(number(outcome)) }),
    );
  return (
    <Flex direction="column" gap="3">
      <Text as="p" weight="bold" role="status">
        {summary.join(', ')}
      </Text>
      <ul className={styles.results}>
        {results.map(({ id, outcome, cause }) => (
          <li key={id} data-outcome={outcome}>
            <strong>{names.get(id) ?? id}</strong>
            {': '}
            {t(`administration.bulk.outcome.${outcome}`)}
            {cause && ` — ${causeText(cause)}`}
          </li>
        ))}
      </ul>
    </Flex>
  );
};
