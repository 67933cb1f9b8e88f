import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { parseDuration } from '@backstage-cde/plugin-cde-common';
import type { WorkspaceTemplateSpec } from '@backstage-cde/plugin-cde-common';
import { formatAbsolute, formatSetting } from '../../lib/format';
import { cdeTranslationRef } from '../../translation';
import { Facts } from '../Common';

/** Defaults of what a template leaves out. */
const USUAL = {
  idle: '30m',
  maxIdle: '24h',
  retention: '7d',
  maxRetention: '30d',
};

/** What happens to workspaces of a template by itself. */
export const PolicyFacts = ({ spec }: { spec: WorkspaceTemplateSpec }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { idle, schedule, lifetime, retention } = spec.policies ?? {};
  const words = (value: string) => {
    const ms = parseDuration(value);
    if (value === 'never') return t('template.policies.never');
    return ms === undefined ? value : formatSetting(ms);
  };
  const within = (
    value: string | undefined,
    usual: string,
    max: string | undefined,
    usualMax: string,
  ) =>
    t('template.policies.idleMax', {
      value: value
        ? words(value)
        : t('template.policies.usual', { value: words(usual) }),
      max: words(max ?? usualMax),
    });
  return (
    <Facts
      items={[
        {
          label: t('template.policies.idle'),
          value: within(idle?.timeout, USUAL.idle, idle?.max, USUAL.maxIdle),
        },
        { label: t('template.policies.starts'), value: schedule?.start },
        { label: t('template.policies.stops'), value: schedule?.stop },
        {
          label: t('template.policies.days'),
          value: schedule?.days
            ?.map(day => t(`template.form.policies.day.${day}`))
            .join(', '),
        },
        {
          label: t('template.policies.fixedTimes'),
          value: t(
            schedule?.ownersMayChange === false
              ? 'template.policies.ownersMayNot'
              : 'template.policies.ownersMay',
          ),
        },
        {
          label: t('template.policies.quiet'),
          value:
            schedule?.quietHours &&
            `${schedule.quietHours.from} – ${schedule.quietHours.to}`,
        },
        {
          label: t('template.policies.lifetime'),
          value: words(lifetime ?? 'never'),
        },
        {
          label: t('template.policies.retention'),
          value: within(
            retention?.after,
            USUAL.retention,
            retention?.max,
            USUAL.maxRetention,
          ),
        },
        {
          label: t('template.policies.deadline'),
          value:
            spec.rollout?.deadline && formatAbsolute(spec.rollout.deadline),
        },
      ]}
    />
  );
};
