import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
} from '@backstage/ui';
import type { CreationOptions } from '@backstage-cde/plugin-cde-common';
import { useBranches } from '../../hooks/useBranches';
import { useFocusReturn } from '../../hooks/useFocusReturn';
import type { Launch } from '../../hooks/useLaunch';
import { usePreview } from '../../hooks/usePreview';
import { useQuotaUsage } from '../../hooks/useQuotaUsage';
import {
  EMPTY_FORM,
  formProblem,
  isBroken,
  requestOf,
} from '../../lib/creation';
import type { CreationForm } from '../../lib/creation';
import { roomFor } from '../../lib/quota';
import { cdeTranslationRef } from '../../translation';
import { FailureNotice } from '../Quota';
import { CreationFields } from './CreationFields';
import { PreviewPane } from './PreviewPane';
import styles from './NewWorkspace.module.css';

const TYPING_PAUSE_MS = 300;

interface NewWorkspaceDialogProps {
  component: string;
  options: CreationOptions | undefined;
  launch: Launch;
  onLaunch: Launch['launch'];
  onClose: () => void;
}

/** Everything that may be chosen, and beside it what will come of it. */
export const NewWorkspaceDialog = (props: NewWorkspaceDialogProps) => {
  const { component, options, launch, onLaunch, onClose } = props;
  const { t } = useTranslationRef(cdeTranslationRef);
  useFocusReturn();
  const [form, setForm] = useState<CreationForm>(EMPTY_FORM);
  const change = useCallback(
    (part: Partial<CreationForm>) =>
      setForm(before => ({ ...before, ...part })),
    [],
  );
  const branches = useBranches(component);
  const problem = formProblem(form);
  const request = requestOf(component, form);
  const preview = usePreview(problem ? undefined : request, TYPING_PAUSE_MS);
  const quota = useQuotaUsage({
    component,
    template: preview.value?.template,
    resourceClass: preview.value?.resourceClass,
  });
  const left = quota.value && roomFor(quota.value.items);

  // Below what may be a long form.
  const failure = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (launch.error) failure.current?.scrollIntoView?.({ block: 'nearest' });
  }, [launch.error]);

  const create = async () => {
    const workspace = await onLaunch({ kind: 'create', request });
    if (workspace) onClose();
  };

  return (
    <Dialog
      isOpen
      // A height of its own, so that nothing moves while one types.
      height="min(680px, 92vh)"
      onOpenChange={open => !open && onClose()}
      width="min(980px, 94vw)"
    >
      <DialogHeader>{t('new.title')}</DialogHeader>
      <DialogBody>
        <div className={styles.columns}>
          <CreationFields
            component={component}
            form={form}
            onChange={change}
            options={options}
            branches={branches}
            preview={preview.value}
            problem={problem}
          />
          <PreviewPane
            preview={preview}
            options={options}
            quota={quota.value}
          />
        </div>
        <div ref={failure} className={styles.failure}>
          {launch.error && (
            <FailureNotice
              error={launch.error}
              title={t('launch.failed')}
              onRetry={create}
            />
          )}
        </div>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onClose}>
          {t('common.cancel')}
        </Button>
        <Button
          variant="primary"
          isPending={launch.busy}
          isDisabled={
            Boolean(problem) ||
            preview.pending ||
            Boolean(preview.error) ||
            isBroken(preview.value)
          }
          onPress={create}
        >
          {left === undefined
            ? t('new.create')
            : t('quota.createLeft', { number: String(left) })}
        </Button>
      </DialogFooter>
    </Dialog>
  );
};
