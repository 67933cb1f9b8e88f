import { useEffect, useMemo, useRef } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { TranslationFunction } from '@backstage/frontend-plugin-api';
import { Flex } from '@backstage/ui';
import type { TemplateParameters } from '@backstage-cde/plugin-cde-common';
import Form from '@rjsf/core';
import type {
  FieldTemplateProps,
  ObjectFieldTemplateProps,
  RJSFSchema,
  RJSFValidationError,
} from '@rjsf/utils';
import validator from '@rjsf/validator-ajv8';
import { cleanValues, splitSchema, withDefaults } from '../../lib/parameters';
import type { ParameterValues } from '../../lib/parameters';
import { cdeTranslationRef } from '../../translation';
import { inputTemplate, widgets } from './widgets';

/** A form of parameters: the values stand with whoever shows it. */
export interface ParameterFormProps {
  schema: TemplateParameters;
  values: ParameterValues;
  /** With each change, and once in the beginning with the defaults filled in. */
  onChange: (values: ParameterValues, valid: boolean) => void;
  /** Shown, but not to be changed. */
  disabledKeys?: readonly string[];
}

/** The form of a template's parameters, with problems shown as one types. */
export const ParameterForm = ({
  schema: parameters,
  values,
  onChange,
  disabledKeys,
}: ParameterFormProps) => {
  // A new object with the same content is the same schema.
  const key = JSON.stringify([parameters, disabledKeys]);
  const { schema, uiSchema } = useMemo(() => {
    const [known, disabled] = JSON.parse(key);
    return splitSchema(known, disabled ?? undefined);
  }, [key]);
  const transformErrors = useErrorTexts();
  const latest = useRef({ parameters, values, onChange });
  latest.current = { parameters, values, onChange };

  useEffect(() => {
    const now = latest.current;
    const filled = withDefaults(now.parameters, now.values);
    now.onChange(
      filled,
      validator.isValid(schema as RJSFSchema, filled, schema as RJSFSchema),
    );
  }, [schema]);

  return (
    <Form
      tagName="div"
      schema={schema as RJSFSchema}
      uiSchema={uiSchema}
      formData={values}
      validator={validator}
      liveValidate
      noHtml5Validate
      showErrorList={false}
      transformErrors={transformErrors}
      templates={{
        BaseInputTemplate: inputTemplate,
        FieldTemplate,
        ObjectFieldTemplate,
      }}
      widgets={widgets}
      formContext={{ parameters }}
      onChange={({ formData, errors }) =>
        onChange(cleanValues(parameters, formData), errors.length === 0)
      }
    >
      {/* Whoever shows the form has the button. */}
      <></>
    </Form>
  );
};

const FieldTemplate = ({ children, hidden }: FieldTemplateProps) =>
  hidden ? <div hidden>{children}</div> : children;

const ObjectFieldTemplate = ({ properties }: ObjectFieldTemplateProps) => (
  <Flex direction="column" gap="4">
    {properties.map(({ content }) => content)}
  </Flex>
);

/** Problems in words for people, where there are some; else the validator's. */
function useErrorTexts() {
  const { t } = useTranslationRef(cdeTranslationRef);
  return useMemo(
    () => (errors: RJSFValidationError[]) =>
      errors.map(error => ({ ...error, message: textOf(error, t) })),
    [t],
  );
}

type Translate = TranslationFunction<typeof cdeTranslationRef.T>;

function textOf(
  { name, params, message }: RJSFValidationError,
  t: Translate,
): string | undefined {
  switch (name) {
    case 'required':
    case 'enum':
      return t(`parameter.problem.${name}`);
    case 'type':
      return t('parameter.problem.type', { type: String(params.type) });
    case 'pattern':
      return t('parameter.problem.pattern', {
        pattern: String(params.pattern),
      });
    case 'format':
      return t('parameter.problem.format', { format: String(params.format) });
    case 'multipleOf':
      return t('parameter.problem.multipleOf', {
        multipleOf: String(params.multipleOf),
      });
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
    case 'minLength':
    case 'maxLength':
      return t(`parameter.problem.${name}`, { limit: String(params.limit) });
    default:
      return message;
  }
}
