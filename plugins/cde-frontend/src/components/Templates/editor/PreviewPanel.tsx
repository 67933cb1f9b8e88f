import { useEffect, useMemo, useState } from 'react';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { toError } from '@backstage/errors';
import { Button, Flex, Select, Text } from '@backstage/ui';
import type {
  TemplateParameters,
  TemplatePreview,
  TemplatePreviewRequest,
} from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../../../api';
import type { ParameterValues } from '../../../lib/parameters';
import { readDocument, valueAt } from '../../../lib/templateDocument';
import { cdeTranslationRef } from '../../../translation';
import { ErrorNotice } from '../../Common';
import { EntityPicker } from '../../EntityPicker';
import { ParameterForm } from '../../Parameters';
import { PreviewResult } from './PreviewResult';
import { entriesOf } from './form/lists';
import styles from './Editor.module.css';

/** The template itself says the class. */
const DEFAULT = '';

/** Tries a text with a component: what would be made, and what the cluster says to it. */
export const PreviewPanel = ({ text }: { text: string }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const api = useApi(cdeApiRef);
  const [component, setComponent] = useState('');
  const [resourceClass, setResourceClass] = useState(DEFAULT);
  const [given, setGiven] = useState<ParameterValues>({});
  const [valid, setValid] = useState(true);
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<{
    asked: string;
    preview?: TemplatePreview;
    error?: Error;
  }>();

  const { parameters, classes } = useMemo(() => choicesOf(text), [text]);
  useEffect(() => {
    if (!parameters) setValid(true);
  }, [parameters]);
  const request: TemplatePreviewRequest = {
    yaml: text,
    component,
    ...(parameters && { parameters: given }),
    ...(resourceClass !== DEFAULT && { resourceClass }),
  };
  const asked = JSON.stringify(request);

  const preview = async () => {
    setBusy(true);
    try {
      setAnswer({ asked, preview: await api.previewTemplate(request) });
    } catch (error) {
      setAnswer({ asked, error: toError(error) });
    } finally {
      setBusy(false);
    }
  };

  return (
    <div className={styles.previewGrid}>
      <Flex direction="column" gap="4">
        <Text as="p" color="secondary">
          {t('template.preview.intro')}
        </Text>
        <EntityPicker
          label={t('template.preview.component')}
          description={t('template.preview.componentHelp')}
          kinds={['component']}
          isRequired
          value={component}
          onChange={setComponent}
        />
        {classes.length > 1 && (
          <Select
            label={t('template.preview.class')}
            options={[
              { value: DEFAULT, label: t('template.preview.classDefault') },
              ...classes.map(name => ({ value: name, label: name })),
            ]}
            value={resourceClass}
            onChange={name => setResourceClass(String(name))}
          />
        )}
        {parameters && (
          <ParameterForm
            schema={parameters}
            values={given}
            onChange={(values, areValid) => {
              setGiven(values);
              setValid(areValid);
            }}
          />
        )}
        <Button
          variant="primary"
          isDisabled={!component || !valid}
          isPending={busy}
          onPress={preview}
        >
          {t(answer ? 'template.preview.again' : 'template.preview.show')}
        </Button>
      </Flex>
      <div aria-live="polite">
        {answer?.error && (
          <ErrorNotice
            error={answer.error}
            title={t('template.preview.failed')}
          />
        )}
        {answer?.preview && (
          <Flex direction="column" gap="3">
            {answer.asked !== asked && (
              <Text as="p" color="secondary">
                {t('template.preview.outdated')}
              </Text>
            )}
            <div
              className={answer.asked === asked ? undefined : styles.outdated}
            >
              <PreviewResult preview={answer.preview} />
            </div>
          </Flex>
        )}
      </div>
    </div>
  );
};

/** What the text lets one choose, as far as it can be read. */
function choicesOf(text: string): {
  parameters?: TemplateParameters;
  classes: string[];
} {
  const { value } = readDocument(text);
  const found = valueAt(value, ['spec', 'resourceClasses']);
  const classes = Array.isArray(found) ? found.map(String) : [];
  const path = ['spec', 'parameters'];
  const properties = entriesOf(valueAt(value, [...path, 'properties'])).filter(
    ([, parameter]) => isParameter(parameter),
  );
  if (properties.length === 0) return { classes };
  const required = valueAt(value, [...path, 'required']);
  const parameters = {
    properties: Object.fromEntries(properties),
    ...(Array.isArray(required) && { required: required.map(String) }),
  } as TemplateParameters;
  return { parameters, classes };
}

const TYPES = ['string', 'number', 'integer', 'boolean'];

/** Half-written ones are left out of the form; the list of problems says what they lack. */
function isParameter(value: unknown): boolean {
  return TYPES.includes(String(valueAt(value, ['type'])));
}
