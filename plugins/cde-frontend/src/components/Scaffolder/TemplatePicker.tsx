import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Select, Text } from '@backstage/ui';
import type {
  CreationOptions,
  WorkspaceTemplateSummary,
} from '@backstage-cde/plugin-cde-common';
import { useOptions } from '../../hooks/useOptions';
import { cdeTranslationRef } from '../../translation';
import { PrivilegedMark } from '../Common';
import { FieldFrame, fieldLook } from './FieldFrame';
import { otherValues } from './others';
import type { templatePickerSchema } from './schemas';
import { useRequired } from './useRequired';

/** Chooses a workspace template; the one that suits the component best comes first. */
export const TemplatePicker = (props: typeof templatePickerSchema.TProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { formData, onChange, uiSchema, formContext, required } = props;
  const look = fieldLook(props, t('scaffolder.template.title'));
  const { component } = otherValues(
    uiSchema?.['ui:options'],
    formContext?.formData,
  );
  const options = useOptions(component);
  const templates = options.value?.templates ?? [];
  useRequired(required, formData, templates[0]?.name, onChange);
  const chosen = formData
    ? templates.find(({ name }) => name === formData)
    : templates[0];
  return (
    <FieldFrame
      label={look.label}
      options={options}
      empty={templates.length === 0 && t('scaffolder.template.none')}
    >
      {known => (
        <>
          <Select
            {...look}
            options={templates.map(template => ({
              id: template.name,
              label: template.title,
              description: template.description,
            }))}
            value={chosen?.name ?? null}
            onChange={key => onChange(String(key))}
          />
          {chosen && <TemplatePreview template={chosen} options={known} />}
        </>
      )}
    </FieldFrame>
  );
};

/** What a template gives. */
const TemplatePreview = ({
  template,
  options,
}: {
  template: WorkspaceTemplateSummary;
  options: CreationOptions;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { description, revision, resourceClasses, privileged } = template;
  const titles = options.resourceClasses
    .filter(({ name }) => resourceClasses.includes(name))
    .map(({ title }) => title);
  const facts = [
    titles.length > 0 &&
      t('scaffolder.template.classes', { names: titles.join(', ') }),
    revision !== undefined &&
      t('scaffolder.template.revision', { number: String(revision) }),
  ]
    .filter(Boolean)
    .join(' · ');
  return (
    <>
      <Text as="p" variant="body-small" color="secondary">
        {[description, facts].filter(Boolean).join(' ')}
      </Text>
      {privileged && (
        <span>
          <PrivilegedMark />
        </span>
      )}
    </>
  );
};
