import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex, Select, Text } from '@backstage/ui';
import { formatBytes, formatClass } from '../../../../lib/format';
import { cdeTranslationRef } from '../../../../translation';
import { useTemplateForm, useValueAt } from './FormContext';
import { ChoicesAt, NumberAt, SwitchAt, TextAt } from './fields';
import styles from '../Editor.module.css';

const CLASSES = ['spec', 'resourceClasses'];

/** The development container. */
export const Container = () => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const file = useValueAt(['spec', 'devcontainer', 'file']);
  if (file !== undefined) {
    return (
      <Text as="p" color="secondary">
        {t('template.form.imageFile')}
      </Text>
    );
  }
  return (
    <Flex direction="column" gap="4">
      <TextAt
        path={['spec', 'devcontainer', 'image']}
        label={t('template.form.image')}
        description={t('template.form.imageHelp')}
        isRequired
      />
      <TextAt
        path={['spec', 'devcontainer', 'user', 'name']}
        label={t('template.form.userName')}
        description={t('template.form.userHelp')}
      />
    </Flex>
  );
};

/** How large workspaces may be, and where they run. */
export const Resources = () => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { options } = useTemplateForm();
  return (
    <Flex direction="column" gap="4">
      <ChoicesAt
        path={CLASSES}
        label={t('template.form.classes')}
        description={t('template.form.classesHelp')}
        isRequired
        offered={(options?.resourceClasses ?? []).map(each => ({
          value: each.name,
          label: `${each.title}: ${formatClass(each)}, ${t('new.disk', {
            size: formatBytes(each.storage),
          })}`,
        }))}
      />
      <DefaultClass />
      <ChoicesAt
        path={['spec', 'ides']}
        label={t('template.form.ides')}
        description={t('template.form.idesHelp')}
        offered={(options?.ides ?? []).map(({ name, title }) => ({
          value: name,
          label: title,
        }))}
      />
      <ChoicesAt
        path={['spec', 'clusters']}
        label={t('template.form.clusters')}
        description={t('template.form.clustersHelp')}
        offered={(options?.clusters ?? []).map(({ name, title }) => ({
          value: name,
          label: title,
        }))}
      />
      <div className={styles.pair}>
        <TextAt
          path={['spec', 'volume', 'size']}
          label={t('template.form.volumeSize')}
          description={t('template.form.volumeSizeHelp')}
        />
        <TextAt
          path={['spec', 'volume', 'max']}
          label={t('template.form.volumeMax')}
        />
        <NumberAt
          path={['spec', 'gpu', 'count']}
          label={t('template.form.gpus')}
        />
        <TextAt
          path={['spec', 'gpu', 'resource']}
          label={t('template.form.gpuResource')}
          placeholder="nvidia.com/gpu"
        />
      </div>
      <Flex direction="column" gap="1">
        <SwitchAt
          path={['spec', 'privileged']}
          label={t('template.form.privileged')}
        />
        <Text as="p" variant="body-small" color="secondary">
          {t('template.form.privilegedHelp')}
        </Text>
      </Flex>
    </Flex>
  );
};

/** The first of the list is the default. */
const DefaultClass = () => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { edit } = useTemplateForm();
  const value = useValueAt(CLASSES);
  const chosen = Array.isArray(value) ? value.map(String) : [];
  if (chosen.length < 2) return null;
  return (
    <Select
      label={t('template.form.defaultClass')}
      options={[...chosen]
        .sort((a, b) => a.localeCompare(b))
        .map(name => ({ value: name, label: name }))}
      value={chosen[0]}
      onChange={name =>
        edit(CLASSES, [
          String(name),
          ...chosen.filter(each => each !== String(name)),
        ])
      }
    />
  );
};
