import { useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex, Tab, TabList, TabPanel, Tabs, Text } from '@backstage/ui';
import type { TemplateProblem } from '@backstage-cde/plugin-cde-common';
import type { TemplateProblems } from '../../../hooks/useTemplateProblems';
import { cdeTranslationRef } from '../../../translation';
import { YamlDiff } from '../../Code';
import { EditPanes, useIsNarrow } from './EditPanes';
import { PreviewPanel } from './PreviewPanel';
import { Problems } from './Problems';
import styles from './Editor.module.css';

type View = 'edit' | 'form' | 'yaml' | 'preview' | 'changes';

interface EditorTabsProps {
  text: string;
  onChange: (text: string) => void;
  problems: TemplateProblems;
  nameIsFixed: boolean;
  /** The text to compare with; undefined: nothing is published. */
  published: string | undefined;
}

/** Form and YAML, what would be made of them, and what they change. */
export const EditorTabs = ({
  text,
  onChange,
  problems,
  nameIsFixed,
  published,
}: EditorTabsProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const narrow = useIsNarrow();
  const views: View[] = narrow
    ? ['form', 'yaml', 'preview', 'changes']
    : ['edit', 'preview', 'changes'];
  const [chosen, setChosen] = useState<View>(views[0]);
  // A turned screen may have other tabs.
  const view = views.includes(chosen) ? chosen : views[0];
  const [goTo, setGoTo] = useState<TemplateProblem>();
  const edits = views.filter(each => each !== 'preview' && each !== 'changes');

  const show = (problem: TemplateProblem) => {
    setChosen(narrow ? 'yaml' : 'edit');
    setGoTo({ ...problem });
  };

  return (
    <Flex direction="column" gap="3">
      <Problems problems={problems} onGoTo={show} />
      <Tabs
        selectedKey={view}
        onSelectionChange={key => setChosen(key as View)}
      >
        <TabList>
          {views.map(each => (
            <Tab key={each} id={each}>
              {t(`template.editor.${each}`)}
            </Tab>
          ))}
        </TabList>
        {edits.map(each => (
          <TabPanel key={each} id={each} className={styles.panel}>
            <EditPanes
              text={text}
              onChange={onChange}
              problems={problems.items}
              nameIsFixed={nameIsFixed}
              only={each === 'edit' ? undefined : (each as 'form' | 'yaml')}
              goTo={goTo}
            />
          </TabPanel>
        ))}
        <TabPanel id="preview" className={styles.panel} shouldForceMount>
          <PreviewPanel text={text} />
        </TabPanel>
        <TabPanel id="changes" className={styles.panel}>
          <Changes text={text} published={published} />
        </TabPanel>
      </Tabs>
    </Flex>
  );
};

const Changes = ({
  text,
  published,
}: Pick<EditorTabsProps, 'text' | 'published'>) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  if (published === undefined) {
    return <Text as="p">{t('template.editor.neverPublished')}</Text>;
  }
  if (published === text) {
    return <Text as="p">{t('template.editor.sameAsPublished')}</Text>;
  }
  return (
    <YamlDiff
      label={t('template.editor.changesLabel')}
      before={published}
      after={text}
    />
  );
};
