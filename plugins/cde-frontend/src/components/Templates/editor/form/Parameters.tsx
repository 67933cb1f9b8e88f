import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Select, Switch, Text } from '@backstage/ui';
import type { DocumentPath } from '../../../../lib/templateDocument';
import { cdeTranslationRef } from '../../../../translation';
import { Entries, Entry } from './Entries';
import { useTemplateForm, useValueAt } from './FormContext';
import { KeyAt, ListAt, NumberAt, SwitchAt, TextAt } from './fields';
import { entriesOf, freeName } from './lists';

const PATH = ['spec', 'parameters', 'properties'];
const REQUIRED = ['spec', 'parameters', 'required'];
const TYPES = ['string', 'integer', 'number', 'boolean'] as const;
const OCCASIONS = ['creation', 'later', 'once'] as const;

/** What a template asks for. */
export const Parameters = () => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { edit } = useTemplateForm();
  const names = entriesOf(useValueAt(PATH)).map(([name]) => name);
  const required = useValueAt(REQUIRED);
  const remove = (name: string) => {
    // A name that is needed and not there would be an error of its own.
    if (Array.isArray(required) && required.includes(name)) {
      const others = required.filter(each => each !== name);
      edit(REQUIRED, others.length > 0 ? others : undefined);
    }
    edit([...PATH, name], undefined);
  };
  return (
    <Entries
      add={t('template.form.parameter.add')}
      onAdd={() =>
        edit([...PATH, freeName('parameter', names)], { type: 'string' })
      }
    >
      {names.length === 0 && (
        <Text as="p" color="secondary">
          {t('template.form.parameter.none')}
        </Text>
      )}
      {names.map((name, index) => (
        <Entry
          // A renamed parameter stays in its place.
          key={index}
          name={name}
          remove={t('template.form.parameter.remove', { name })}
          onRemove={() => remove(name)}
        >
          <ParameterFields name={name} />
        </Entry>
      ))}
    </Entries>
  );
};

const ParameterFields = ({ name }: { name: string }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const path = [...PATH, name];
  const type = useValueAt([...path, 'type']);
  const isNumber = type === 'integer' || type === 'number';
  return (
    <>
      <KeyAt path={path} label={t('template.form.parameter.name')} />
      <TextAt
        path={[...path, 'title']}
        label={t('template.form.parameter.title')}
      />
      <TypeSelect path={path} />
      <OccasionSelect path={path} />
      <TextAt
        path={[...path, 'description']}
        label={t('template.form.parameter.description')}
      />
      {type === 'boolean' ? (
        <SwitchAt
          path={[...path, 'default']}
          label={t('template.form.parameter.default')}
          keepUsual
        />
      ) : (
        <DefaultField path={path} isNumber={isNumber} />
      )}
      {isNumber && (
        <>
          <NumberAt
            path={[...path, 'minimum']}
            label={t('template.form.parameter.minimum')}
          />
          <NumberAt
            path={[...path, 'maximum']}
            label={t('template.form.parameter.maximum')}
          />
        </>
      )}
      {type === 'string' && (
        <>
          <ListAt
            path={[...path, 'enum']}
            label={t('template.form.parameter.enum')}
          />
          <TextAt
            path={[...path, 'pattern']}
            label={t('template.form.parameter.pattern')}
          />
          <NumberAt
            path={[...path, 'maxLength']}
            label={t('template.form.parameter.maxLength')}
          />
        </>
      )}
      <RequiredSwitch name={name} />
    </>
  );
};

const DefaultField = ({
  path,
  isNumber,
}: {
  path: DocumentPath;
  isNumber: boolean;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const Field = isNumber ? NumberAt : TextAt;
  return (
    <Field
      path={[...path, 'default']}
      label={t('template.form.parameter.default')}
    />
  );
};

/** Another type leaves nothing that only the old one had. */
const TypeSelect = ({ path }: { path: DocumentPath }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { edit } = useTemplateForm();
  const parameter = useValueAt(path);
  const type = useValueAt([...path, 'type']);
  const choose = (next: string) => {
    const kept = entriesOf(parameter).filter(
      ([key]) => COMMON.has(key) || key.startsWith('ui:'),
    );
    edit(path, { ...Object.fromEntries(kept), type: next } as never);
  };
  return (
    <Select
      label={t('template.form.parameter.type')}
      options={TYPES.map(each => ({
        value: each,
        label: t(`template.form.parameter.types.${each}`),
      }))}
      value={typeof type === 'string' ? type : null}
      onChange={next => choose(String(next))}
    />
  );
};

const COMMON = new Set(['title', 'description', 'mutable', 'ephemeral']);

/** At creation, at any time, or for one start. */
const OccasionSelect = ({ path }: { path: DocumentPath }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { edit } = useTemplateForm();
  const mutable = useValueAt([...path, 'mutable']);
  const ephemeral = useValueAt([...path, 'ephemeral']);
  const lasting = mutable === true ? 'later' : 'creation';
  return (
    <Select
      label={t('template.form.parameter.when')}
      options={OCCASIONS.map(each => ({
        value: each,
        label: t(`template.parameters.${each}`),
      }))}
      value={ephemeral === true ? 'once' : lasting}
      onChange={chosen => {
        edit([...path, 'mutable'], chosen === 'later' ? true : undefined);
        edit([...path, 'ephemeral'], chosen === 'once' ? true : undefined);
      }}
    />
  );
};

const RequiredSwitch = ({ name }: { name: string }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { edit } = useTemplateForm();
  const value = useValueAt(REQUIRED);
  const required = Array.isArray(value) ? value.map(String) : [];
  return (
    <Switch
      label={t('template.form.parameter.required')}
      isSelected={required.includes(name)}
      onChange={chosen => {
        const others = required.filter(each => each !== name);
        const next = chosen ? [...others, name] : others;
        edit(REQUIRED, next.length > 0 ? next : undefined);
      }}
    />
  );
};
