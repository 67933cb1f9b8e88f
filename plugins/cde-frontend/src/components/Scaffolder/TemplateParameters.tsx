import { useEffect, useRef } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { useOptions } from '../../hooks/useOptions';
import { offered } from '../../lib/creation';
import { cleanValues } from '../../lib/parameters';
import { cdeTranslationRef } from '../../translation';
import { ParameterForm } from '../Parameters';
import { FieldFrame, fieldLook } from './FieldFrame';
import { otherValues } from './others';
import type { templateParametersSchema } from './schemas';
import styles from './Scaffolder.module.css';

/** The parameters of the chosen workspace template, with its defaults filled in. */
export const TemplateParametersField = (
  props: typeof templateParametersSchema.TProps,
) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { formData, onChange, uiSchema, formContext } = props;
  const look = fieldLook(props, t('scaffolder.parameters.title'));
  const { component, template: asked } = otherValues(
    uiSchema?.['ui:options'],
    formContext?.formData,
  );
  const options = useOptions(component);
  const { template } = offered(options.value, asked ?? '');
  const parameters = template?.parameters;
  const none = !parameters || Object.keys(parameters.properties).length === 0;
  useForgotten(
    Boolean(template) && none && Object.keys(formData ?? {}).length > 0,
    () => onChange({}),
  );
  return (
    <FieldFrame
      label={look.label}
      options={options}
      empty={none && t('scaffolder.parameters.none')}
    >
      {() =>
        template &&
        parameters && (
          <div className={styles.field} role="group" aria-label={look.label}>
            <Text as="h3" variant="body-medium" weight="bold">
              {look.label}
            </Text>
            {look.description && (
              <Text as="p" variant="body-small" color="secondary">
                {look.description}
              </Text>
            )}
            <div className={styles.parameters}>
              <ParameterForm
                key={template.name}
                schema={parameters}
                values={cleanValues(parameters, formData)}
                disabledKeys={
                  look.isDisabled ? Object.keys(parameters.properties) : []
                }
                onChange={values => onChange(values)}
              />
            </div>
          </div>
        )
      }
    </FieldFrame>
  );
};

/** Lets go of values that belonged to another template. */
function useForgotten(outdated: boolean, forget: () => void) {
  const latest = useRef(forget);
  latest.current = forget;
  useEffect(() => {
    if (outdated) latest.current();
  }, [outdated]);
}
