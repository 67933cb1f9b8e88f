import { useMemo } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Card, CardBody, CardHeader, Flex, Text } from '@backstage/ui';
import type {
  TemplateParameters,
  WorkspaceDetails,
} from '@backstage-cde/plugin-cde-common';
import { parametersThat } from '../../lib/parameterKinds';
import type { ParameterValues } from '../../lib/parameters';
import { cdeTranslationRef } from '../../translation';
import { Facts } from '../Common';
import { ParameterForm } from '../Parameters';
import styles from './Settings.module.css';

interface ParameterSettingsProps {
  workspace: WorkspaceDetails;
  values: ParameterValues;
  onChange: (values: ParameterValues, fit: boolean) => void;
  isDisabled: boolean;
}

/** Parameters that may be changed later, and what the others were set to; nothing where the template has none. */
export const ParameterSettings = ({
  workspace,
  values,
  onChange,
  isDisabled,
}: ParameterSettingsProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { parameterSchema, parameters: given } = workspace;
  const { mutable, fixed } = useMemo(
    () => ({
      mutable: needed(
        parametersThat(
          parameterSchema,
          parameter => Boolean(parameter.mutable) && !parameter.ephemeral,
        ),
        given,
      ),
      fixed: parametersThat(
        parameterSchema,
        parameter => !parameter.mutable && !parameter.ephemeral,
      ),
    }),
    [parameterSchema, given],
  );
  if (!mutable && !fixed) return null;
  return (
    <Card>
      <CardHeader>
        <Text as="h2" variant="title-x-small">
          {t('settings.parameters')}
        </Text>
      </CardHeader>
      <CardBody>
        <Flex direction="column" gap="4" className={styles.parameters}>
          {mutable && (
            <>
              <Text as="p" color="secondary">
                {t('settings.parametersHelp')}
              </Text>
              <ParameterForm
                schema={mutable}
                values={only(values, mutable)}
                disabledKeys={
                  isDisabled ? Object.keys(mutable.properties) : undefined
                }
                onChange={(changed, fit) =>
                  // What was emptied is absent.
                  onChange({ ...except(values, mutable), ...changed }, fit)
                }
              />
            </>
          )}
          {fixed && <FixedParameters schema={fixed} values={values} />}
        </Flex>
      </CardBody>
    </Card>
  );
};

const FixedParameters = ({
  schema,
  values,
}: {
  schema: TemplateParameters;
  values: ParameterValues;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <div>
      <Text as="h3" variant="body-medium" weight="bold">
        {t('settings.parametersFixed')}
      </Text>
      <Facts
        items={Object.entries(schema.properties).map(([key, parameter]) => ({
          label: parameter.title ?? key,
          value: key in values ? String(values[key]) : '—',
        }))}
      />
    </div>
  );
};

function only(
  values: ParameterValues,
  schema: TemplateParameters,
): ParameterValues {
  return Object.fromEntries(
    Object.entries(values).filter(([key]) => key in schema.properties),
  );
}

function except(
  values: ParameterValues,
  schema: TemplateParameters,
): ParameterValues {
  return Object.fromEntries(
    Object.entries(values).filter(([key]) => !(key in schema.properties)),
  );
}

/** What has a value takes another, and is never without one again. */
function needed(
  schema: TemplateParameters | undefined,
  given: ParameterValues,
): TemplateParameters | undefined {
  if (!schema) return undefined;
  const { properties, required = [] } = schema;
  return {
    properties,
    required: Object.keys(properties).filter(
      key =>
        required.includes(key) ||
        key in given ||
        properties[key].default !== undefined,
    ),
  };
}
