import { useMemo } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Checkbox,
  CheckboxGroup,
  Flex,
  Radio,
  RadioGroup,
  Select,
  Text,
} from '@backstage/ui';
import type { EffectivePolicy } from '@backstage-cde/plugin-cde-common';
import { WEEKDAYS, timeZones } from '../../lib/settings';
import type { SettingsForm } from '../../lib/settings';
import { cdeTranslationRef } from '../../translation';
import { NativeField } from '../Common';
import type { AutomaticFieldsProps } from './AutomaticFields';
import { FieldProblem } from './FieldProblem';
import styles from './Settings.module.css';

const MODES = ['template', 'none', 'own'] as const;

/** Fixed times of starting and stopping. */
export const ScheduleFields = (props: AutomaticFieldsProps) => {
  const { policy, form, change, isDisabled } = props;
  const { t } = useTranslationRef(cdeTranslationRef);
  const ofTemplate = useScheduleWords(policy.schedule);
  if (!policy.ownersMaySchedule) return <FixedSchedule {...props} />;
  const labels = {
    template: t('settings.scheduleTemplate', { what: ofTemplate }),
    none: t('settings.scheduleNone'),
    own: t('settings.scheduleOwn'),
  };
  return (
    <Flex direction="column" gap="3">
      <RadioGroup
        label={t('settings.schedule')}
        isDisabled={isDisabled}
        value={form.schedule}
        onChange={value => {
          const schedule = MODES.find(mode => mode === value);
          if (schedule) change({ schedule });
        }}
      >
        {MODES.map(mode => (
          <Radio key={mode} value={mode}>
            {labels[mode]}
          </Radio>
        ))}
      </RadioGroup>
      {form.schedule === 'own' && <OwnSchedule {...props} />}
    </Flex>
  );
};

/** The template's times, which its owner does not let others change; only the zone that they are meant in. */
const FixedSchedule = (props: AutomaticFieldsProps) => {
  const { policy, change } = props;
  const { t } = useTranslationRef(cdeTranslationRef);
  const ofTemplate = useScheduleWords(policy.schedule);
  const { schedule } = policy;
  return (
    <Flex direction="column" gap="3">
      <Text as="p">
        {t('settings.schedule')}: {ofTemplate}
      </Text>
      <Text as="p" color="secondary">
        {t('settings.scheduleFixed')}
      </Text>
      {schedule && (
        <TimeZoneField
          {...props}
          change={part =>
            change({
              schedule: 'own',
              days: schedule.days,
              start: schedule.start ?? '',
              stop: schedule.stop ?? '',
              ...part,
            })
          }
        />
      )}
    </Flex>
  );
};

const OwnSchedule = (props: AutomaticFieldsProps) => {
  const { form, change, problem, isDisabled } = props;
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <Flex direction="column" gap="3">
      <div className={styles.row}>
        <NativeField
          type="time"
          label={t('settings.start')}
          value={form.start}
          isDisabled={isDisabled}
          isInvalid={problem === 'noTimes' || problem === 'sameTimes'}
          onChange={start => change({ start })}
        />
        <NativeField
          type="time"
          label={t('settings.stop')}
          value={form.stop}
          isDisabled={isDisabled}
          isInvalid={problem === 'noTimes' || problem === 'sameTimes'}
          onChange={stop => change({ stop })}
        />
        <TimeZoneField {...props} />
      </div>
      <Text as="p" color="secondary" variant="body-small">
        {t('settings.timesHelp')}
      </Text>
      <CheckboxGroup
        label={t('settings.days')}
        orientation="horizontal"
        isDisabled={isDisabled}
        value={form.days}
        onChange={chosen =>
          change({ days: WEEKDAYS.filter(day => chosen.includes(day)) })
        }
      >
        {WEEKDAYS.map(day => (
          <Checkbox key={day} value={day}>
            {t(`settings.day.${day}`)}
          </Checkbox>
        ))}
      </CheckboxGroup>
      <FieldProblem
        problem={problem}
        texts={{
          noDays: t('settings.noDays'),
          noTimes: t('settings.noTimes'),
          sameTimes: t('settings.sameTimes'),
        }}
      />
    </Flex>
  );
};

const TimeZoneField = ({
  form,
  change,
  isDisabled,
}: AutomaticFieldsProps & {
  change: (part: Partial<SettingsForm>) => void;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { timeZone } = form;
  const options = useMemo(
    () => timeZones(timeZone).map(name => ({ id: name, label: name })),
    [timeZone],
  );
  return (
    <Select
      className={styles.zone}
      label={t('settings.timeZone')}
      isDisabled={isDisabled}
      search={{ placeholder: t('settings.findTimeZone') }}
      options={options}
      value={timeZone}
      onChange={name => change({ timeZone: String(name) })}
    />
  );
};

/** A schedule in words: `08:00 to 18:00, Mon, Tue`. */
function useScheduleWords(schedule: EffectivePolicy['schedule']): string {
  const { t } = useTranslationRef(cdeTranslationRef);
  if (!schedule || (!schedule.start && !schedule.stop))
    return t('settings.nothing');
  const { start, stop } = schedule;
  const days = WEEKDAYS.filter(day => schedule.days.includes(day))
    .map(day => t(`settings.day.${day}`))
    .join(', ');
  if (start && stop) return t('settings.between', { start, stop, days });
  return start
    ? t('settings.onlyStart', { start, days })
    : t('settings.onlyStop', { stop: stop ?? '', days });
}
