import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { cdeTranslationRef } from '../../../../translation';
import { Entries, Entry } from './Entries';
import { useTemplateForm, useValueAt } from './FormContext';
import { ListAt, TextAt } from './fields';
import { freeName, itemsOf } from './lists';

const SIDECARS = ['spec', 'sidecars'];
const EGRESS = ['spec', 'egress'];

/** Containers beside the development container. */
export const Sidecars = () => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { edit } = useTemplateForm();
  const sidecars = itemsOf(useValueAt(SIDECARS));
  const names = sidecars.map(({ name }) => String(name));
  return (
    <Entries
      help={t('template.form.sidecars.help')}
      add={t('template.form.sidecars.add')}
      onAdd={() =>
        edit([...SIDECARS, sidecars.length], {
          name: freeName('service', names),
          image: '',
          resources: { cpu: '250m', memory: '256Mi' },
        })
      }
    >
      {sidecars.map(({ name }, index) => {
        const path = [...SIDECARS, index];
        return (
          <Entry
            key={index}
            name={String(name || index + 1)}
            remove={t('template.form.sidecars.remove', {
              number: String(index + 1),
            })}
            onRemove={() => edit(path, undefined)}
          >
            <TextAt
              path={[...path, 'name']}
              label={t('template.form.sidecars.name')}
              keepEmpty
            />
            <TextAt
              path={[...path, 'image']}
              label={t('template.form.sidecars.image')}
              keepEmpty
            />
            <TextAt
              path={[...path, 'resources', 'cpu']}
              label={t('template.form.sidecars.cpu')}
              keepEmpty
            />
            <TextAt
              path={[...path, 'resources', 'memory']}
              label={t('template.form.sidecars.memory')}
              keepEmpty
            />
            <ListAt
              path={[...path, 'ports']}
              label={t('template.form.sidecars.ports')}
              numbers
            />
          </Entry>
        );
      })}
    </Entries>
  );
};

/** What workspaces may reach. */
export const Network = () => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { edit } = useTemplateForm();
  const rules = itemsOf(useValueAt(EGRESS));
  return (
    <Entries
      title={t('template.form.egress.title')}
      help={t('template.form.egress.help')}
      add={t('template.form.egress.add')}
      onAdd={() => edit([...EGRESS, rules.length], { cidr: '' })}
    >
      {rules.map(({ cidr }, index) => {
        const path = [...EGRESS, index];
        return (
          <Entry
            key={index}
            name={String(cidr || index + 1)}
            remove={t('template.form.egress.remove', {
              number: String(index + 1),
            })}
            onRemove={() => edit(path, undefined)}
          >
            <TextAt
              path={[...path, 'cidr']}
              label={t('template.form.egress.cidr')}
              keepEmpty
            />
            <ListAt
              path={[...path, 'except']}
              label={t('template.form.egress.except')}
            />
            <ListAt
              path={[...path, 'ports']}
              label={t('template.form.egress.ports')}
              numbers
            />
          </Entry>
        );
      })}
    </Entries>
  );
};
