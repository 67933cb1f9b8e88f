import { useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Accordion,
  AccordionPanel,
  AccordionTrigger,
  Flex,
} from '@backstage/ui';
import { useLocation } from 'react-router-dom';
import { cdeTranslationRef } from '../../translation';
import { GitHosts } from './GitHosts';
import { GitKeys } from './GitKeys';

/** Where in the page it is, for links to it. */
export const GIT_ACCESS = 'git-access';

/** How the person's workspaces get to git hosts; asked for only when it is opened. */
export const GitAccess = () => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { hash } = useLocation();
  const [open, setOpen] = useState(hash === `#${GIT_ACCESS}`);
  return (
    <Accordion id={GIT_ACCESS} isExpanded={open} onExpandedChange={setOpen}>
      <AccordionTrigger title={t('git.title')} subtitle={t('git.intro')} />
      <AccordionPanel>
        {open && (
          <Flex direction="column" gap="5">
            <GitHosts />
            <GitKeys />
          </Flex>
        )}
      </AccordionPanel>
    </Accordion>
  );
};
