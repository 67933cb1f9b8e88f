import { useState } from 'react';
import {
  BreadcrumbEntry,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import {
  Button,
  ButtonIcon,
  ButtonLink,
  Container,
  Flex,
  Menu,
  MenuItem,
  MenuTrigger,
} from '@backstage/ui';
import {
  RiArrowLeftLine,
  RiDeleteBinLine,
  RiDownloadLine,
  RiMore2Fill,
} from '@remixicon/react';
import { useNavigate, useParams } from 'react-router-dom';
import type { TemplateDetails } from '@backstage-cde/plugin-cde-common';
import { useDocumentTitle } from '../../../hooks/useDocumentTitle';
import { useDraft } from '../../../hooks/useDraft';
import { useLinks } from '../../../hooks/useLinks';
import { useTemplate } from '../../../hooks/useTemplates';
import { useTemplateProblems } from '../../../hooks/useTemplateProblems';
import { browser } from '../../../lib/browser';
import { shortRef } from '../../../lib/entities';
import { fileName, locationHref } from '../../../lib/templates';
import { cdeTranslationRef } from '../../../translation';
import { ErrorNotice, Notice, PageHeader } from '../../Common';
import { PageSkeleton } from '../PageSkeleton';
import { ConflictNotice } from './ConflictNotice';
import { DiscardDialog } from './DiscardDialog';
import { EditorTabs } from './EditorTabs';
import { PublishDialog } from './PublishDialog';
import { SaveState } from './SaveState';

/** Works on one template's draft. */
export const TemplateEditorPage = () => {
  const { id = '' } = useParams();
  const { t } = useTranslationRef(cdeTranslationRef);
  const links = useLinks();
  const { value: template, error, refresh } = useTemplate(id);
  useDocumentTitle(template?.title);
  if (!template) {
    return (
      <Container py="4">
        {error ? (
          <ErrorNotice
            error={error}
            title={t('template.page.failed')}
            onRetry={refresh}
            actions={
              <ButtonLink
                size="small"
                variant="secondary"
                href={links.templates}
              >
                {t('template.page.all')}
              </ButtonLink>
            }
          />
        ) : (
          <PageSkeleton />
        )}
      </Container>
    );
  }
  const mayEdit =
    template.source === 'portal' && template.allowed.includes('update');
  return mayEdit ? (
    // Another template is another editor.
    <Editor key={id} template={template} />
  ) : (
    <NotHere template={template} />
  );
};

/** Why there is nothing to edit, and where there is. */
const NotHere = ({ template }: { template: TemplateDetails }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const links = useLinks();
  const { id, source, owner, location } = template;
  const isOurs = source === 'portal';
  const href = isOurs ? undefined : locationHref(location);
  const elsewhere = t(
    source === 'git' ? 'template.page.fromGit' : 'template.page.fromConfig',
  );
  return (
    <Container py="4">
      <Notice
        severity="warning"
        title={t(isOurs ? 'template.editor.denied' : 'template.editor.notHere')}
        actions={
          <>
            {href && (
              <ButtonLink
                size="small"
                variant="secondary"
                href={href}
                target="_blank"
                rel="noopener noreferrer"
              >
                {t('template.page.editInGit')}
              </ButtonLink>
            )}
            <ButtonLink
              size="small"
              variant="secondary"
              href={links.template(id)}
            >
              {t('template.editor.close')}
            </ButtonLink>
          </>
        }
      >
        {isOurs
          ? t('template.editor.deniedText', {
              owner: shortRef(owner, ['group']),
            })
          : elsewhere}
      </Notice>
    </Container>
  );
};

const Editor = ({ template }: { template: TemplateDetails }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const links = useLinks();
  const navigate = useNavigate();
  const draft = useDraft(template);
  const problems = useTemplateProblems(draft.text);
  const [asked, setAsked] = useState<'publish' | 'discard'>();
  const { id, title, revision } = template;
  const hasChanges = draft.version > 0 || draft.text !== draft.saved;
  const close = () => setAsked(undefined);
  const page = links.template(id);

  return (
    <BreadcrumbEntry entry={{ label: title, href: page }}>
      <PageHeader
        title={t('template.editor.editTitle', { name: title })}
        customActions={
          <Flex gap="2" align="center">
            <SaveState draft={draft} />
            {template.allowed.includes('publish') && (
              <Button
                variant="primary"
                isDisabled={!hasChanges || Boolean(draft.theirs)}
                onPress={() => setAsked('publish')}
              >
                {t('template.editor.publish')}
              </Button>
            )}
            <EditorMenu
              template={template}
              text={draft.text}
              onDiscard={hasChanges ? () => setAsked('discard') : undefined}
            />
          </Flex>
        }
      />
      <Container py="4">
        <Flex direction="column" gap="4">
          <ConflictNotice draft={draft} />
          {draft.error && (
            <ErrorNotice
              error={draft.error}
              title={t('template.editor.saveFailed')}
              actions={
                <Button
                  size="small"
                  variant="secondary"
                  onPress={() => {
                    // A failure is shown where it belongs, in the state.
                    draft.flush().catch(() => {});
                  }}
                >
                  {t('common.tryAgain')}
                </Button>
              }
            />
          )}
          {draft.restored && (
            <Notice severity="info" title={t('template.editor.restored')} />
          )}
          <EditorTabs
            text={draft.text}
            onChange={draft.type}
            problems={problems}
            nameIsFixed
            published={revision === undefined ? undefined : template.yaml}
          />
        </Flex>
      </Container>
      {asked === 'publish' && (
        <PublishDialog
          template={template}
          draft={draft}
          problems={problems.items}
          onClose={close}
          onDone={() => navigate(page)}
        />
      )}
      {asked === 'discard' && (
        <DiscardDialog
          template={template}
          draft={draft}
          onClose={close}
          onDone={() =>
            navigate(revision === undefined ? links.templates : page)
          }
        />
      )}
    </BreadcrumbEntry>
  );
};

interface EditorMenuProps {
  template: TemplateDetails;
  text: string;
  /** Undefined where there is nothing to discard. */
  onDiscard: (() => void) | undefined;
}

const EditorMenu = ({ template, text, onDiscard }: EditorMenuProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const links = useLinks();
  const { id, title } = template;
  return (
    <MenuTrigger>
      <ButtonIcon
        variant="tertiary"
        icon={<RiMore2Fill />}
        aria-label={t('template.page.more', { name: title })}
      />
      <Menu placement="bottom end">
        <MenuItem iconStart={<RiArrowLeftLine />} href={links.template(id)}>
          {t('template.editor.close')}
        </MenuItem>
        <MenuItem
          iconStart={<RiDownloadLine />}
          onAction={() => browser.download(fileName(id), text)}
        >
          {t('template.page.export')}
        </MenuItem>
        {onDiscard ? (
          <MenuItem
            color="danger"
            iconStart={<RiDeleteBinLine />}
            onAction={onDiscard}
          >
            {t('template.editor.discard')}
          </MenuItem>
        ) : null}
      </Menu>
    </MenuTrigger>
  );
};
