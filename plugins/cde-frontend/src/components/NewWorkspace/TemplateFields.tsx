import { useCallback } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex, Select, Text } from '@backstage/ui';
import type { WorkspaceTemplateSummary } from '@backstage-cde/plugin-cde-common';
import { withTemplate } from '../../lib/creation';
import type { CreationForm } from '../../lib/creation';
import type { ParameterValues } from '../../lib/parameters';
import { cdeTranslationRef } from '../../translation';
import { PrivilegedMark } from '../Common';
import { ParameterForm } from '../Parameters';
import { FieldProblem } from './RefFields';

const WHY_FIRST = {
  annotation: 'choose.becauseAnnotation',
  predicate: 'choose.becausePredicate',
  default: 'choose.becauseDefault',
} as const;

const FITS = {
  annotation: 'choose.fitsAnnotation',
  predicate: 'choose.fitsPredicate',
} as const;

interface TemplateFieldProps {
  /** The best match first. */
  templates: WorkspaceTemplateSummary[];
  chosen: WorkspaceTemplateSummary | undefined;
  onChange: (part: Partial<CreationForm>) => void;
}

/** Which template, and why the first one is first; nothing where there is no choice. */
export const TemplateField = ({
  templates,
  chosen,
  onChange,
}: TemplateFieldProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  if (templates.length < 2)
    return chosen?.privileged ? <PrivilegedMark /> : null;
  const why =
    chosen === templates[0] && chosen?.match && t(WHY_FIRST[chosen.match]);
  const detail = (template: WorkspaceTemplateSummary) =>
    [
      template.match && template.match !== 'default' && t(FITS[template.match]),
      template.privileged && t('mark.privileged'),
      template.description,
    ]
      .filter(Boolean)
      .join(' · ') || undefined;
  return (
    <Flex direction="column" gap="2" align="start">
      <Select
        label={t('new.template')}
        description={
          [chosen?.description, why].filter(Boolean).join(' · ') || undefined
        }
        options={templates.map(template => ({
          id: template.name,
          label: template.title,
          description: detail(template),
        }))}
        value={chosen?.name}
        onChange={name =>
          onChange(
            withTemplate(templates.find(template => template.name === name)),
          )
        }
      />
      {chosen?.privileged && <PrivilegedMark />}
    </Flex>
  );
};

/** The chosen template's parameters, if it has some. */
export const ParameterFields = ({
  template,
  form,
  onChange,
}: {
  template: WorkspaceTemplateSummary;
  form: CreationForm;
  onChange: (part: Partial<CreationForm>) => void;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const change = useCallback(
    (parameters: ParameterValues, parametersFit: boolean) =>
      onChange({ parameters, parametersFit }),
    [onChange],
  );
  const { parameters } = template;
  if (!parameters || Object.keys(parameters.properties).length === 0)
    return null;
  return (
    <Flex direction="column" gap="3">
      <Text as="h3" variant="title-x-small">
        {t('choose.parameters')}
      </Text>
      <ParameterForm
        schema={parameters}
        values={form.parameters}
        onChange={change}
      />
      <FieldProblem
        show={!form.parametersFit}
        text={t('choose.parametersWrong')}
      />
    </Flex>
  );
};
