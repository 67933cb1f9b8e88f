import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex, Select } from '@backstage/ui';
import { isParameterReference } from '@backstage-cde/plugin-cde-common';
import { cdeTranslationRef } from '../../../../translation';
import { Entries, Entry } from './Entries';
import { useTemplateForm, useValueAt } from './FormContext';
import { KeyAt, TextAt } from './fields';
import { entriesOf, freeName, itemsOf } from './lists';

const VARIABLES = ['spec', 'environment'];
const SECRETS = ['spec', 'secrets'];
/** Stands for "a text of its own" among the parameters that may give a value. */
const TEXT = '';

/** Environment variables, and keys of secrets. */
export const Environment = () => (
  <Flex direction="column" gap="5">
    <Variables />
    <Secrets />
  </Flex>
);

const Variables = () => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { edit } = useTemplateForm();
  const names = entriesOf(useValueAt(VARIABLES)).map(([name]) => name);
  return (
    <Entries
      title={t('template.form.environment.title')}
      add={t('template.form.environment.add')}
      onAdd={() => edit([...VARIABLES, freeName('VARIABLE', names)], '')}
    >
      {names.map((name, index) => (
        <Entry
          // A renamed variable stays in its place.
          key={index}
          name={name}
          remove={t('template.form.environment.remove', { name })}
          onRemove={() => edit([...VARIABLES, name], undefined)}
        >
          <Variable name={name} />
        </Entry>
      ))}
    </Entries>
  );
};

const Variable = ({ name }: { name: string }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { edit } = useTemplateForm();
  const path = [...VARIABLES, name];
  const value = useValueAt(path);
  const parameters = entriesOf(
    useValueAt(['spec', 'parameters', 'properties']),
  );
  return (
    <>
      <KeyAt path={path} label={t('template.form.environment.name')} />
      {parameters.length > 0 && (
        <Select
          label={t('template.form.environment.from')}
          options={[
            { value: TEXT, label: t('template.form.environment.text') },
            ...parameters.map(([parameter]) => ({
              value: parameter,
              label: t('template.give.parameter', { name: parameter }),
            })),
          ]}
          value={isParameterReference(value) ? value.$parameter : TEXT}
          onChange={chosen =>
            edit(path, chosen === TEXT ? '' : { $parameter: String(chosen) })
          }
        />
      )}
      {!isParameterReference(value) && (
        <TextAt
          path={path}
          label={t('template.form.environment.value')}
          keepEmpty
        />
      )}
    </>
  );
};

const Secrets = () => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { edit } = useTemplateForm();
  const secrets = itemsOf(useValueAt(SECRETS));
  return (
    <Entries
      title={t('template.form.secrets.title')}
      help={t('template.form.secrets.help')}
      add={t('template.form.secrets.add')}
      onAdd={() =>
        edit([...SECRETS, secrets.length], {
          secret: '',
          key: '',
          environment: '',
        })
      }
    >
      {secrets.map(({ secret }, index) => (
        <Entry
          key={index}
          name={String(secret || index + 1)}
          remove={t('template.form.secrets.remove', {
            number: String(index + 1),
          })}
          onRemove={() => edit([...SECRETS, index], undefined)}
        >
          <TextAt
            path={[...SECRETS, index, 'secret']}
            label={t('template.form.secrets.secret')}
            keepEmpty
          />
          <TextAt
            path={[...SECRETS, index, 'key']}
            label={t('template.form.secrets.key')}
            keepEmpty
          />
          <TextAt
            path={[...SECRETS, index, 'environment']}
            label={t('template.form.secrets.environment')}
          />
          <TextAt
            path={[...SECRETS, index, 'file']}
            label={t('template.form.secrets.file')}
          />
        </Entry>
      ))}
    </Entries>
  );
};
