import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import type {
  TemplateParameter,
  TemplateParameters,
} from '@backstage-cde/plugin-cde-common';
import { cdeTranslationRef } from '../../translation';
import styles from './Templates.module.css';

/** What a template asks for. */
export const ParameterTable = ({
  parameters,
}: {
  parameters: TemplateParameters | undefined;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const entries = Object.entries(parameters?.properties ?? {});
  if (entries.length === 0) {
    return <Text as="p">{t('template.parameters.none')}</Text>;
  }
  return (
    <div className={styles.scroll}>
      <table className={`${styles.table} ${styles.stacked}`}>
        <thead>
          <tr>
            <th scope="col">{t('template.parameters.name')}</th>
            <th scope="col">{t('template.parameters.values')}</th>
            <th scope="col">{t('template.parameters.default')}</th>
            <th scope="col">{t('template.parameters.when')}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map(([name, parameter]) => (
            <tr key={name}>
              <td data-label={t('template.parameters.name')}>
                <span>
                  {parameter.title ?? name}
                  {parameter.title && (
                    <>
                      {' '}
                      <code className={styles.code}>{name}</code>
                    </>
                  )}
                  {parameters?.required?.includes(name) &&
                    ` (${t('template.parameters.required')})`}
                  {parameter.description && (
                    <Text as="p" variant="body-small" color="secondary">
                      {parameter.description}
                    </Text>
                  )}
                </span>
              </td>
              <td data-label={t('template.parameters.values')}>
                <Values parameter={parameter} />
              </td>
              <td data-label={t('template.parameters.default')}>
                {parameter.default === undefined
                  ? '—'
                  : String(parameter.default)}
              </td>
              <td data-label={t('template.parameters.when')}>
                {t(`template.parameters.${occasionOf(parameter)}`)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

function occasionOf({ mutable, ephemeral }: TemplateParameter) {
  if (ephemeral) return 'once';
  return mutable ? 'later' : 'creation';
}

const Values = ({ parameter }: { parameter: TemplateParameter }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { type, minimum, maximum, maxLength, pattern } = parameter;
  if (Array.isArray(parameter.enum)) {
    return <span>{parameter.enum.join(', ')}</span>;
  }
  const limits = [
    minimum !== undefined && `≥ ${minimum}`,
    maximum !== undefined && `≤ ${maximum}`,
    maxLength !== undefined && `≤ ${maxLength}`,
    pattern,
  ].filter(Boolean);
  return (
    <span>
      {[t(`template.form.parameter.types.${type}`), ...limits].join(', ')}
    </span>
  );
};
