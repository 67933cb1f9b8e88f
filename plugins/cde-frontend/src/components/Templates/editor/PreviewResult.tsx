import { useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Accordion,
  AccordionGroup,
  AccordionPanel,
  AccordionTrigger,
  Flex,
  Switch,
  Text,
} from '@backstage/ui';
import {
  RiCheckboxCircleFill,
  RiErrorWarningFill,
  RiQuestionLine,
} from '@remixicon/react';
import type { RemixiconComponentType } from '@remixicon/react';
import type {
  PreviewObject,
  TemplatePreview,
} from '@backstage-cde/plugin-cde-common';
import { cdeTranslationRef } from '../../../translation';
import { YamlDiff, YamlText } from '../../Code';
import { Notice } from '../../Common';
import styles from './Editor.module.css';

/** What would be made, what the cluster says to it, and what is different from the published revision. */
export const PreviewResult = ({ preview }: { preview: TemplatePreview }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const [compares, setCompares] = useState(false);
  const { problems, applies, objects, published } = preview;
  return (
    <Flex direction="column" gap="4">
      {problems.map(({ severity, message }, index) => (
        <Notice
          key={index}
          severity={severity === 'error' ? 'danger' : 'warning'}
          title={t(`template.editor.${severity}`)}
        >
          {message}
        </Notice>
      ))}
      {applies !== undefined && (
        <Notice
          severity={applies ? 'success' : 'warning'}
          title={t(
            applies
              ? 'template.preview.applies'
              : 'template.preview.appliesNot',
          )}
        />
      )}
      <Unchecked objects={objects} />
      <Text as="h3" variant="title-x-small">
        {t('template.preview.objects')}
      </Text>
      {objects.length === 0 && (
        <Text as="p">{t('template.preview.noObjects')}</Text>
      )}
      {published && objects.length > 0 && (
        <Switch
          label={t('template.preview.compare')}
          isSelected={compares}
          onChange={setCompares}
        />
      )}
      {compares && published ? (
        <Difference before={published} after={objects} />
      ) : (
        <Objects objects={objects} />
      )}
    </Flex>
  );
};

/** Why the cluster has not said anything to some of the objects. */
const Unchecked = ({ objects }: { objects: PreviewObject[] }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const reasons = new Set(
    objects
      .filter(({ verdict }) => verdict === 'unchecked')
      .map(({ message }) => message),
  );
  return (
    <>
      {[...reasons].map(reason => (
        <Notice
          key={reason}
          severity="warning"
          title={t('template.preview.unchecked')}
        >
          {reason}
        </Notice>
      ))}
    </>
  );
};

const Objects = ({ objects }: { objects: PreviewObject[] }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const refused = objects
    .filter(({ verdict }) => verdict === 'refused')
    .map(keyOf);
  return (
    <AccordionGroup
      // Another preview may open others.
      key={refused.join()}
      allowsMultiple
      defaultExpandedKeys={refused}
    >
      {objects.map(object => (
        <Accordion key={keyOf(object)} id={keyOf(object)}>
          <AccordionTrigger>
            <Flex gap="3" align="center">
              <Verdict object={object} />
              <span className={styles.objectName}>
                {object.kind} <small>{object.name}</small>
              </span>
            </Flex>
          </AccordionTrigger>
          <AccordionPanel>
            <div className={styles.object}>
              {object.message && (
                <Text as="p" className={styles.message}>
                  {object.message}
                </Text>
              )}
              <YamlText
                label={t('template.preview.objectLabel', {
                  kind: object.kind,
                  name: object.name,
                })}
                text={object.yaml}
              />
            </div>
          </AccordionPanel>
        </Accordion>
      ))}
    </AccordionGroup>
  );
};

function keyOf({ kind, name }: PreviewObject): string {
  return `${kind} ${name}`;
}

const Difference = ({
  before,
  after,
}: {
  before: PreviewObject[];
  after: PreviewObject[];
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const [old, now] = [joined(before), joined(after)];
  return old === now ? (
    <Text as="p">{t('template.preview.same')}</Text>
  ) : (
    <YamlDiff
      label={t('template.preview.compareLabel')}
      before={old}
      after={now}
    />
  );
};

/** All objects as one text, in an order that does not depend on who made them. */
function joined(objects: PreviewObject[]): string {
  return objects
    .map(({ kind, name, yaml }) => `# ${kind} ${name}\n${yaml.trimEnd()}\n`)
    .sort()
    .join('---\n');
}

const ICONS: Record<PreviewObject['verdict'], RemixiconComponentType> = {
  accepted: RiCheckboxCircleFill,
  refused: RiErrorWarningFill,
  unchecked: RiQuestionLine,
};

const Verdict = ({ object: { verdict } }: { object: PreviewObject }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const Icon = ICONS[verdict];
  return (
    <span className={styles.verdict} data-verdict={verdict}>
      <Icon aria-hidden size={16} />
      {t(`template.preview.verdict.${verdict}`)}
    </span>
  );
};
