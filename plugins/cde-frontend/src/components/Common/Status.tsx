import type { ReactNode } from 'react';
import type { WorkspacePhase } from '@backstage-cde/plugin-cde-common';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  RiCheckboxCircleFill,
  RiDeleteBinLine,
  RiErrorWarningFill,
  RiHammerLine,
  RiLoader4Line,
  RiPauseCircleLine,
  RiQuestionLine,
  RiTimeLine,
} from '@remixicon/react';
import type { RemixiconComponentType } from '@remixicon/react';
import { cdeTranslationRef } from '../../translation';
import styles from './Common.module.css';

/** Meaning of a colour; never shown without a word beside it. */
export type Tone = 'success' | 'info' | 'warning' | 'danger' | 'neutral';

const LOOKS: Record<
  WorkspacePhase,
  { icon: RemixiconComponentType; tone: Tone; spins?: boolean }
> = {
  Pending: { icon: RiTimeLine, tone: 'info' },
  Building: { icon: RiHammerLine, tone: 'info' },
  Starting: { icon: RiLoader4Line, tone: 'info', spins: true },
  Running: { icon: RiCheckboxCircleFill, tone: 'success' },
  Stopping: { icon: RiLoader4Line, tone: 'neutral', spins: true },
  Stopped: { icon: RiPauseCircleLine, tone: 'neutral' },
  Failed: { icon: RiErrorWarningFill, tone: 'danger' },
  Deleting: { icon: RiDeleteBinLine, tone: 'warning' },
  Unknown: { icon: RiQuestionLine, tone: 'warning' },
};

/** What a workspace is doing: an icon, a colour and a word. */
export const Status = ({ phase }: { phase: WorkspacePhase }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return <ToneMark {...LOOKS[phase]}>{t(`phase.${phase}`)}</ToneMark>;
};

/** An icon and words in a colour. */
export const ToneMark = ({
  icon: Icon,
  tone,
  spins,
  children,
}: {
  icon: RemixiconComponentType;
  tone: Tone;
  spins?: boolean;
  children: ReactNode;
}) => (
  <span className={styles.status} data-tone={tone}>
    <Icon aria-hidden size={18} className={spins ? styles.spin : undefined} />
    {children}
  </span>
);
