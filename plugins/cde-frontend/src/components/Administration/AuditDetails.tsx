import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
} from '@backstage/ui';
import type { AuditEntry } from '@backstage-cde/plugin-cde-common';
import { actWords } from '../../lib/auditFilter';
import { formatAbsolute } from '../../lib/format';
import { cdeTranslationRef } from '../../translation';
import { Facts } from '../Common';
import { Actor, Outcome, Target } from './AuditTable';
import styles from './Audit.module.css';

/** Everything that is known of one entry. */
export const AuditDetails = ({
  entry,
  onOnly,
  onClose,
}: {
  entry: AuditEntry;
  /** Show what else happened to the target. */
  onOnly: (target: string) => void;
  onClose: () => void;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { target, origin, meta } = entry;
  const request = [origin?.method, origin?.path].filter(Boolean).join(' ');
  return (
    <Dialog
      isOpen
      onOpenChange={open => !open && onClose()}
      width="min(640px, 94vw)"
    >
      <DialogHeader>{actWords(entry.act)}</DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="4">
          <Facts
            items={[
              {
                label: t('administration.audit.when'),
                value: formatAbsolute(entry.at),
              },
              {
                label: t('administration.audit.actor'),
                value: <Actor actor={entry.actor} />,
              },
              {
                label: t('administration.audit.outcome'),
                value: <Outcome outcome={entry.outcome} />,
              },
              {
                label: t('administration.audit.target'),
                value: target && <Target target={target} />,
              },
              { label: t('administration.audit.reason'), value: entry.reason },
              {
                label: t('administration.audit.request'),
                value: request && <code>{request}</code>,
              },
              { label: t('administration.audit.ip'), value: origin?.ip },
              {
                label: t('administration.audit.userAgent'),
                value: origin?.userAgent,
              },
              {
                label: t('administration.audit.id'),
                value: String(entry.id),
              },
            ].filter(({ value }) => value)}
          />
          {meta && Object.keys(meta).length > 0 && (
            <pre
              className={styles.meta}
              aria-label={t('administration.audit.meta')}
            >
              {JSON.stringify(meta, undefined, 2)}
            </pre>
          )}
        </Flex>
      </DialogBody>
      <DialogFooter>
        {target && (
          <Button variant="secondary" onPress={() => onOnly(target.id)}>
            {t('administration.audit.onlyTarget', {
              target: target.name ?? target.id,
            })}
          </Button>
        )}
        <Button variant="secondary" onPress={onClose}>
          {t('common.close')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
};
