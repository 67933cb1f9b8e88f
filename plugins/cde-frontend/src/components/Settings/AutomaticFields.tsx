import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Card, CardBody, CardHeader, Flex, Select, Text } from '@backstage/ui';
import type { EffectivePolicy } from '@backstage-cde/plugin-cde-common';
import { formatSetting } from '../../lib/format';
import { idleChoices, retentionChoices } from '../../lib/settings';
import type { SettingsForm, SettingsProblem } from '../../lib/settings';
import { cdeTranslationRef } from '../../translation';
import { ScheduleFields } from './ScheduleFields';
import styles from './Settings.module.css';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** What the fields of automatic acts need. */
export interface AutomaticFieldsProps {
  policy: EffectivePolicy;
  form: SettingsForm;
  change: (part: Partial<SettingsForm>) => void;
  problem: SettingsProblem | undefined;
  isDisabled: boolean;
}

/** When it stops, starts and goes by itself. */
export const AutomaticFields = (props: AutomaticFieldsProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { policy } = props;
  const { quietHours, lifetimeMs } = policy;
  return (
    <Card>
      <CardHeader>
        <Text as="h2" variant="title-x-small">
          {t('settings.automatic')}
        </Text>
      </CardHeader>
      <CardBody>
        <div className={styles.fields}>
          <IdleField {...props} />
          <RetentionField {...props} />
          <div className={styles.wide}>
            <ScheduleFields {...props} />
          </div>
          <Flex direction="column" gap="1" className={styles.wide}>
            {quietHours && (
              <Text as="p" color="secondary">
                {t('settings.quietHours', quietHours)}
              </Text>
            )}
            {lifetimeMs !== null && (
              <Text as="p" color="secondary">
                {t('settings.lifetime', { span: formatSetting(lifetimeMs) })}
              </Text>
            )}
          </Flex>
        </div>
      </CardBody>
    </Card>
  );
};

const IdleField = ({
  policy,
  form,
  change,
  isDisabled,
}: AutomaticFieldsProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const words = (ms: number | null) =>
    ms === null
      ? t('settings.idleNever')
      : t('settings.idleAfter', { span: formatSetting(ms) });
  const values: Array<SettingsForm['idleMinutes']> = [
    'template',
    ...idleChoices(policy, form.idleMinutes),
  ];
  return (
    <Select
      label={t('settings.idle')}
      description={t('settings.idleHelp')}
      isDisabled={isDisabled}
      options={values.map(value => ({
        id: String(value),
        label:
          value === 'template'
            ? t('settings.template', { what: words(policy.idleMs) })
            : words(value && value * MINUTE),
      }))}
      value={String(form.idleMinutes)}
      onChange={key =>
        change({
          idleMinutes:
            values.find(value => String(value) === key) ?? orNever(key),
        })
      }
    />
  );
};

/** `find` cannot tell `null`, which is a choice, from nothing found. */
function orNever(key: unknown): SettingsForm['idleMinutes'] {
  return key === 'null' ? null : 'template';
}

const RetentionField = ({
  policy,
  form,
  change,
  isDisabled,
}: AutomaticFieldsProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const words = (ms: number) =>
    t('settings.idleAfter', { span: formatSetting(ms) });
  const values: Array<SettingsForm['retentionDays']> = [
    'template',
    ...retentionChoices(policy, form.retentionDays),
  ];
  return (
    <Select
      label={t('settings.retention')}
      description={t('settings.retentionHelp', {
        max: formatSetting(policy.maxRetentionMs),
      })}
      isDisabled={isDisabled}
      options={values.map(value => ({
        id: String(value),
        label:
          value === 'template'
            ? t('settings.template', { what: words(policy.retentionMs) })
            : words(value * DAY),
      }))}
      value={String(form.retentionDays)}
      onChange={key =>
        change({
          retentionDays:
            values.find(value => String(value) === key) ?? 'template',
        })
      }
    />
  );
};
