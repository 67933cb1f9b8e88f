import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import type { Workspace } from '@backstage-cde/plugin-cde-common';
import type { Launch } from '../../hooks/useLaunch';
import { planFor } from '../../lib/launch';
import { cdeTranslationRef } from '../../translation';

interface OpenButtonProps {
  workspace: Workspace;
  launch: Launch['launch'];
  variant?: 'primary' | 'secondary';
  /** Asks for more before it is started. */
  askToStart?: () => void;
}

/** Opens a workspace; its label says what that takes. Nothing when it cannot be opened now. */
export const OpenButton = ({
  workspace,
  launch,
  variant = 'secondary',
  askToStart,
}: OpenButtonProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const plan = planFor(workspace);
  if (!plan) return null;
  const label =
    plan.kind === 'start' && workspace.phase === 'Failed' ? 'retry' : plan.kind;
  return (
    <Button
      size="small"
      variant={variant}
      aria-label={`${t(`launch.${label}`)}: ${workspace.name}`}
      onPress={() =>
        plan.kind === 'start' && askToStart ? askToStart() : launch(plan)
      }
    >
      {t(`launch.${label}`)}
    </Button>
  );
};
