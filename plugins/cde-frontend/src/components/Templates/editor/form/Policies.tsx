import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex, Text } from '@backstage/ui';
import type { Weekday } from '@backstage-cde/plugin-cde-common';
import { cdeTranslationRef } from '../../../../translation';
import { useValueAt } from './FormContext';
import { ChoicesAt, SwitchAt, TextAt, TimeAt } from './fields';
import { entriesOf, itemsOf } from './lists';
import styles from '../Editor.module.css';

const PATH = ['spec', 'policies'];
const SCHEDULE = [...PATH, 'schedule'];
const DAYS: Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** What happens to workspaces by itself, and how far owners may change it. */
export const Policies = () => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <Flex direction="column" gap="4">
      <div className={styles.pair}>
        <TextAt
          path={[...PATH, 'idle', 'timeout']}
          label={t('template.form.policies.idle')}
          description={t('template.form.policies.idleHelp')}
        />
        <TextAt
          path={[...PATH, 'idle', 'max']}
          label={t('template.form.policies.idleMax')}
          description={t('template.form.policies.idleMaxHelp')}
        />
        <TextAt
          path={[...PATH, 'retention', 'after']}
          label={t('template.form.policies.retention')}
          description={t('template.form.policies.retentionHelp')}
        />
        <TextAt
          path={[...PATH, 'retention', 'max']}
          label={t('template.form.policies.retentionMax')}
          description={t('template.form.policies.retentionMaxHelp')}
        />
        <TextAt
          path={[...PATH, 'lifetime']}
          label={t('template.form.policies.lifetime')}
          description={t('template.form.policies.lifetimeHelp')}
        />
      </div>
      <div className={styles.pair}>
        <TimeAt
          path={[...SCHEDULE, 'start']}
          label={t('template.form.policies.start')}
        />
        <TimeAt
          path={[...SCHEDULE, 'stop']}
          label={t('template.form.policies.stop')}
        />
        <TimeAt
          path={[...SCHEDULE, 'quietHours', 'from']}
          label={t('template.form.policies.quietFrom')}
        />
        <TimeAt
          path={[...SCHEDULE, 'quietHours', 'to']}
          label={t('template.form.policies.quietTo')}
        />
      </div>
      <ChoicesAt
        path={[...SCHEDULE, 'days']}
        label={t('template.form.policies.days')}
        horizontal
        offered={DAYS.map(day => ({
          value: day,
          label: t(`template.form.policies.day.${day}`),
        }))}
      />
      <SwitchAt
        path={[...SCHEDULE, 'ownersMayChange']}
        label={t('template.form.policies.ownersMayChange')}
        usually
      />
    </Flex>
  );
};

/** What is rare enough to be written in the YAML. */
export const Advanced = () => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const scheduling = ['spec', 'scheduling'];
  const selector = entriesOf(useValueAt([...scheduling, 'nodeSelector']));
  const tolerations = itemsOf(useValueAt([...scheduling, 'tolerations']));
  const manifests = itemsOf(useValueAt(['spec', 'manifests']));
  const prebuilds = entriesOf(useValueAt(['spec', 'prebuilds']));
  const here = [
    selector.length > 0 && t('template.form.advanced.nodeSelector'),
    tolerations.length > 0 && t('template.form.advanced.tolerations'),
    manifests.length > 0 &&
      t('template.form.advanced.manifests', {
        count: manifests.length,
      }),
    prebuilds.length > 0 && t('template.form.advanced.prebuilds'),
  ].filter(Boolean);
  return (
    <Flex direction="column" gap="4">
      <TextAt
        path={[...scheduling, 'runtimeClass']}
        label={t('template.form.advanced.runtimeClass')}
      />
      <Text as="p" color="secondary">
        {t('template.form.advanced.text', {
          what: here.join(', ') || t('template.form.advanced.nothing'),
        })}
      </Text>
    </Flex>
  );
};
