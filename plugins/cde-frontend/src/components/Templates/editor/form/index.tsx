import { useMemo, useRef, useState } from 'react';
import type { ComponentType } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { toError } from '@backstage/errors';
import {
  Accordion,
  AccordionGroup,
  AccordionPanel,
  AccordionTrigger,
} from '@backstage/ui';
import type { CreationOptions } from '@backstage-cde/plugin-cde-common';
import {
  editDocument,
  readDocument,
  renameKey,
} from '../../../../lib/templateDocument';
import { cdeTranslationRef } from '../../../../translation';
import { Notice } from '../../../Common';
import { AppliesTo, Basics } from './Basics';
import { Environment } from './Environment';
import { TemplateFormProvider } from './FormContext';
import type { TemplateFormContext } from './FormContext';
import { Parameters } from './Parameters';
import { Advanced, Policies } from './Policies';
import { Container, Resources } from './Resources';
import { Network, Sidecars } from './Services';

const SECTIONS = {
  basics: Basics,
  applies: AppliesTo,
  container: Container,
  resources: Resources,
  parameters: Parameters,
  environment: Environment,
  sidecars: Sidecars,
  network: Network,
  policies: Policies,
  advanced: Advanced,
} satisfies Record<string, ComponentType>;

type Section = keyof typeof SECTIONS;

/** What most people come for. */
const OPEN: Section[] = ['basics', 'parameters'];

interface TemplateFormProps {
  text: string;
  onChange: (text: string) => void;
  options: CreationOptions | undefined;
  nameIsFixed: boolean;
}

/** A form over the YAML: it reads the text, and each change is an edit of the text, so that comments stay. */
export const TemplateForm = ({
  text,
  onChange,
  options,
  nameIsFixed,
}: TemplateFormProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { value, problem } = useMemo(() => readDocument(text), [text]);
  // One event may edit twice, before the text comes back from above.
  const latest = useRef(text);
  latest.current = text;
  const [refusal, setRefusal] = useState<string>();

  const context = useMemo<TemplateFormContext | undefined>(() => {
    if (!value) return undefined;
    const change = (next: string) => {
      latest.current = next;
      setRefusal(undefined);
      onChange(next);
    };
    return {
      document: value,
      options,
      nameIsFixed,
      edit: (path, leaf) => {
        try {
          change(editDocument(latest.current, path, leaf));
        } catch (error) {
          // The YAML has something else in this place.
          setRefusal(toError(error).message);
        }
      },
      rename: (path, name) => {
        try {
          change(renameKey(latest.current, path, name));
          return true;
        } catch {
          // The name is taken; the field goes back to the old one.
          return false;
        }
      },
    };
  }, [value, options, nameIsFixed, onChange]);

  if (!context) {
    return (
      <Notice severity="warning" title={t('template.editor.broken')}>
        {problem?.line
          ? t('template.editor.brokenAt', {
              line: String(problem.line),
              message: problem.message,
            })
          : problem?.message}
      </Notice>
    );
  }
  return (
    <TemplateFormProvider value={context}>
      {refusal && (
        <Notice severity="warning" title={t('template.editor.notEdited')}>
          {refusal}
        </Notice>
      )}
      <AccordionGroup allowsMultiple defaultExpandedKeys={OPEN}>
        {(Object.keys(SECTIONS) as Section[]).map(section => {
          const Fields = SECTIONS[section];
          return (
            <Accordion key={section} id={section}>
              <AccordionTrigger title={t(`template.form.section.${section}`)} />
              <AccordionPanel>
                <Fields />
              </AccordionPanel>
            </Accordion>
          );
        })}
      </AccordionGroup>
    </TemplateFormProvider>
  );
};
