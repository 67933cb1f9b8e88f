import type { ReactNode } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Card, CardBody, CardHeader, Flex, Text } from '@backstage/ui';
import { stringify } from 'yaml';
import type {
  TemplateDetails,
  WorkspaceTemplateSpec,
} from '@backstage-cde/plugin-cde-common';
import { readDocument, valueAt } from '../../lib/templateDocument';
import { cdeTranslationRef } from '../../translation';
import { Given } from './Given';
import { ParameterTable } from './ParameterTable';
import { PolicyFacts } from './PolicyFacts';
import styles from './Templates.module.css';

/** What a template gives, for what, with which choices and rules, and who uses it. */
export const Overview = ({ template }: { template: TemplateDetails }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const spec = template.spec ?? draftSpec(template);
  return (
    <div className={styles.columns}>
      <Flex direction="column" gap="4">
        {spec && (
          <>
            <Part title={t('template.give.title')}>
              <Given spec={spec} />
            </Part>
            <Part title={t('template.applies.title')}>
              <AppliesTo predicate={spec.appliesTo} />
            </Part>
          </>
        )}
      </Flex>
      <Flex direction="column" gap="4">
        {spec && (
          <>
            <Part title={t('template.parameters.title')}>
              <ParameterTable parameters={spec.parameters} />
            </Part>
            <Part title={t('template.policies.title')}>
              <PolicyFacts spec={spec} />
            </Part>
          </>
        )}
        <Part title={t('template.usage.title')}>
          <Usage template={template} />
        </Part>
      </Flex>
    </div>
  );
};

/** Of what is only a draft, as far as it can be read and has what every template has. */
function draftSpec({
  draft,
}: TemplateDetails): WorkspaceTemplateSpec | undefined {
  if (!draft || draft.problems.some(({ severity }) => severity === 'error')) {
    return undefined;
  }
  const spec = valueAt(readDocument(draft.yaml).value, ['spec']);
  return spec as WorkspaceTemplateSpec | undefined;
}

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <Card>
    <CardHeader>
      <Text as="h2" variant="title-x-small">
        {title}
      </Text>
    </CardHeader>
    <CardBody>{children}</CardBody>
  </Card>
);

const AppliesTo = ({
  predicate,
}: {
  predicate: WorkspaceTemplateSpec['appliesTo'];
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  if (predicate === undefined) {
    return <Text as="p">{t('template.applies.any')}</Text>;
  }
  return (
    <Flex direction="column" gap="2">
      <Text as="p">{t('template.applies.predicate')}</Text>
      <pre className={styles.predicate}>{stringify(predicate).trimEnd()}</pre>
    </Flex>
  );
};

const Usage = ({ template }: { template: TemplateDetails }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { usage, revision: latest } = template;
  if (usage.length === 0) {
    return <Text as="p">{t('template.usage.none')}</Text>;
  }
  const rows = [...usage].sort((a, b) => b.revision - a.revision);
  const sum = (key: 'running' | 'stopped') =>
    rows.reduce((total, row) => total + row[key], 0);
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{t('template.usage.revision')}</th>
          <th scope="col" className={styles.number}>
            {t('template.usage.running')}
          </th>
          <th scope="col" className={styles.number}>
            {t('template.usage.stopped')}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ revision, running, stopped }) => (
          <tr key={revision}>
            <td>
              {revision}
              {revision === latest && ` (${t('template.usage.latest')})`}
            </td>
            <td className={styles.number}>{running}</td>
            <td className={styles.number}>{stopped}</td>
          </tr>
        ))}
      </tbody>
      {rows.length > 1 && (
        <tfoot>
          <tr>
            <td>{t('template.usage.total')}</td>
            <td className={styles.number}>{sum('running')}</td>
            <td className={styles.number}>{sum('stopped')}</td>
          </tr>
        </tfoot>
      )}
    </table>
  );
};
