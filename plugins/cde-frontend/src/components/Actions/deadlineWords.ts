import { useCallback } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { AutomaticAct, Deadline } from '@backstage-cde/plugin-cde-common';
import { formatClock, formatSpan } from '../../lib/format';
import { cdeTranslationRef } from '../../translation';

const KEYS = {
  'idle-stop': 'idleStop',
  'scheduled-stop': 'scheduledStop',
  'scheduled-start': 'scheduledStart',
  'quiet-hours-stop': 'quietHoursStop',
  'lifetime-stop': 'lifetimeStop',
  'retention-delete': 'retentionDelete',
  'offboarding-stop': 'offboardingStop',
} as const satisfies Record<AutomaticAct, string>;

/** What will happen by itself, as people say it: `Stops at 18:00, in 2 h`. */
export function useDeadlineWords() {
  const { t } = useTranslationRef(cdeTranslationRef);
  return useCallback(
    ({ act, at }: Deadline, now: number): string => {
      const key = KEYS[act];
      const left = Date.parse(at) - now;
      if (left <= 0) return t(`deadline.due.${key}`);
      return t(`deadline.${key}`, {
        span: formatSpan(left),
        clock: formatClock(at, now),
      });
    },
    [t],
  );
}
