import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex, Select } from '@backstage/ui';
import type {
  CreationOptions,
  RepositoryContext,
  WorkspacePreview,
} from '@backstage-cde/plugin-cde-common';
import { offered } from '../../lib/creation';
import type { CreationForm } from '../../lib/creation';
import { cdeTranslationRef } from '../../translation';
import { ClassField, ParameterFields, TemplateField } from '../NewWorkspace';
import styles from './OpenContext.module.css';

/** No entity ref is like it. */
const ALONE = '-';

interface ContextFieldsProps {
  context: RepositoryContext;
  /** Entity ref; empty for the repository alone. */
  component: string;
  onComponent: (component: string) => void;
  /** Whether there is something to make, and so to choose. */
  creates: boolean;
  form: CreationForm;
  onChange: (part: Partial<CreationForm>) => void;
  options: CreationOptions | undefined;
  preview: WorkspacePreview | undefined;
}

/** Whether it is open which component a workspace is for. */
export function isChoice({ components, request }: RepositoryContext): boolean {
  return (
    components.length > 1 || (components.length === 1 && !request.component)
  );
}

/** Which component it is for, and for a new workspace its template, parameters and class. */
export const ContextFields = (props: ContextFieldsProps) => {
  const { creates, form, onChange, options, preview } = props;
  const { template, resourceClasses } = offered(options, form.template);
  return (
    <Flex direction="column" gap="4" className={styles.fields}>
      {isChoice(props.context) && <ComponentField {...props} />}
      {creates && options && (
        <>
          <TemplateField
            templates={options.templates}
            chosen={template}
            onChange={onChange}
          />
          {template && (
            <ParameterFields
              key={template.name}
              template={template}
              form={form}
              onChange={onChange}
            />
          )}
          <ClassField
            resourceClasses={resourceClasses}
            chosen={form.resourceClass}
            preview={preview}
            onChange={resourceClass => onChange({ resourceClass })}
          />
        </>
      )}
    </Flex>
  );
};

const ComponentField = ({
  context: { components },
  component,
  onComponent,
}: ContextFieldsProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <Select
      label={t('context.component')}
      description={
        components.length > 1 ? t('context.componentHelp') : undefined
      }
      options={[
        ...components.map(({ ref, title, path }) => ({
          id: ref,
          label: title,
          description: path,
        })),
        { id: ALONE, label: t('context.repositoryAlone') },
      ]}
      value={component || ALONE}
      onChange={chosen => onComponent(chosen === ALONE ? '' : String(chosen))}
    />
  );
};
