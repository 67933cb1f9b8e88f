import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex, Select, Text } from '@backstage/ui';
import {
  predicateKey,
  predicateValue,
  readPredicate,
} from '../../../../lib/appliesTo';
import type { SimplePredicate } from '../../../../lib/appliesTo';
import { cdeTranslationRef } from '../../../../translation';
import { EntityPicker } from '../../../EntityPicker';
import { useTemplateForm, useValueAt } from './FormContext';
import { ListAt, ListField, TextAt } from './fields';

/** Name, description and owner. */
export const Basics = () => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { edit, nameIsFixed } = useTemplateForm();
  const owner = useValueAt(['spec', 'owner']);
  return (
    <Flex direction="column" gap="4">
      <TextAt
        path={['metadata', 'name']}
        label={t('template.form.name')}
        description={t(
          nameIsFixed ? 'template.form.nameFixed' : 'template.form.nameHelp',
        )}
        isRequired
        isDisabled={nameIsFixed}
      />
      <TextAt
        path={['metadata', 'title']}
        label={t('template.form.titleField')}
      />
      <TextAt
        path={['metadata', 'description']}
        label={t('template.form.description')}
        rows={3}
      />
      <ListAt path={['metadata', 'tags']} label={t('template.form.tags')} />
      <EntityPicker
        label={t('template.form.owner')}
        description={t('template.form.ownerHelp')}
        kinds={['group']}
        isRequired
        value={isRef(owner) ? owner : ''}
        onChange={ref => edit(['spec', 'owner'], ref || undefined)}
      />
    </Flex>
  );
};

/** Half a ref, as while one types it in the YAML, is nothing to look up. */
function isRef(value: unknown): value is string {
  return typeof value === 'string' && /^group:[^/]+\/[^/]+$/i.test(value);
}

const PARTS: Array<keyof SimplePredicate> = [
  'types',
  'lifecycles',
  'systems',
  'owners',
  'tags',
];

const PATH = ['spec', 'appliesTo'];

/** The components that a template is offered for. */
export const AppliesTo = () => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { edit } = useTemplateForm();
  const value = useValueAt(PATH);
  const predicate = readPredicate(value);
  const isAny = value === undefined || value === null;
  return (
    <Flex direction="column" gap="4">
      <Select
        label={t('template.form.applies.mode')}
        options={[
          { value: 'any', label: t('template.form.applies.any') },
          { value: 'some', label: t('template.form.applies.some') },
        ]}
        value={isAny ? 'any' : 'some'}
        onChange={mode => {
          if (mode === 'any') edit(PATH, undefined);
          else if (isAny) edit(PATH, { kind: 'Component' });
        }}
      />
      {!isAny && !predicate && (
        <Text as="p" color="secondary">
          {t('template.editor.notEdited')}
        </Text>
      )}
      {predicate &&
        PARTS.map(part => (
          <ListField
            key={part}
            label={t(
              part === 'tags'
                ? 'template.form.applies.tag'
                : `template.form.applies.${part}`,
            )}
            value={predicate[part]}
            onChange={texts =>
              edit([...PATH, predicateKey(part)], predicateValue(part, texts))
            }
          />
        ))}
    </Flex>
  );
};
