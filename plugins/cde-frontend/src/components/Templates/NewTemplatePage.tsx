import { useEffect, useState } from 'react';
import {
  BreadcrumbEntry,
  identityApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { toError } from '@backstage/errors';
import { Button, ButtonLink, Container, Flex } from '@backstage/ui';
import { useLocation, useNavigate } from 'react-router-dom';
import { cdeApiRef } from '../../api';
import { useDocumentTitle } from '../../hooks/useDocumentTitle';
import { useLinks } from '../../hooks/useLinks';
import { useRights } from '../../hooks/useRights';
import { useTemplateProblems } from '../../hooks/useTemplateProblems';
import { isConflict } from '../../lib/errors';
import { keeper } from '../../lib/keeper';
import { readDocument, valueAt } from '../../lib/templateDocument';
import { starterText } from '../../lib/templates';
import { cdeTranslationRef } from '../../translation';
import { ErrorNotice, Notice, PageHeader } from '../Common';
import { EditorTabs } from './editor';
import { PageSkeleton } from './PageSkeleton';

/** What a link to this page may bring with it. */
export interface NewTemplateState {
  /** Text of a file that is imported. */
  yaml?: string;
}

const KEPT = 'cde:template';

/** A template that is not there yet: written here, or imported. */
export const NewTemplatePage = () => {
  const first = useFirstText();
  const { value: rights, loading } = useRights();
  // Where rights cannot be read, the backend decides when it is asked.
  if (rights && !rights.allowed.includes('create-template')) return <Denied />;
  return first === undefined || loading ? (
    <Container py="4">
      <PageSkeleton />
    </Container>
  ) : (
    <Editor first={first} />
  );
};

const Denied = () => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const links = useLinks();
  return (
    <Container py="4">
      <Notice
        severity="warning"
        title={t('template.editor.createDenied')}
        actions={
          <ButtonLink size="small" variant="secondary" href={links.templates}>
            {t('template.page.all')}
          </ButtonLink>
        }
      >
        {t('error.denied')}
      </Notice>
    </Container>
  );
};

const Editor = ({ first }: { first: string }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const api = useApi(cdeApiRef);
  const links = useLinks();
  const navigate = useNavigate();
  const [text, setText] = useState(first);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();
  const problems = useTemplateProblems(text);
  const id = idOf(text);
  useDocumentTitle(t('template.editor.newTitle'));
  useEffect(() => keeper.keep(KEPT, text), [text]);

  const create = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const created = await api.createTemplate(text);
      keeper.forget(KEPT);
      navigate(links.templateEditor(created.id), { replace: true });
    } catch (caught) {
      setError(toError(caught));
      setBusy(false);
    }
  };

  return (
    <BreadcrumbEntry
      entry={{
        label: t('template.editor.newTitle'),
        href: links.newTemplate,
      }}
    >
      <PageHeader
        title={t('template.editor.newTitle')}
        customActions={
          <Button
            variant="primary"
            isDisabled={id === undefined}
            isPending={busy}
            onPress={create}
          >
            {t('template.editor.create')}
          </Button>
        }
      />
      <Container py="4">
        <Flex direction="column" gap="4">
          {error && (
            <ErrorNotice
              error={error}
              title={t('template.editor.createFailed')}
              actions={
                isConflict(error) &&
                id !== undefined && (
                  <ButtonLink
                    size="small"
                    variant="secondary"
                    href={links.template(id)}
                  >
                    {t('template.editor.exists')}
                  </ButtonLink>
                )
              }
            />
          )}
          <EditorTabs
            text={text}
            onChange={setText}
            problems={problems}
            nameIsFixed={false}
            published={undefined}
          />
        </Flex>
      </Container>
    </BreadcrumbEntry>
  );
};

/** What is imported; else what was being written before a reload; else something to begin with. */
function useFirstText(): string | undefined {
  const identity = useApi(identityApiRef);
  const brought = (useLocation().state as NewTemplateState | null)?.yaml;
  const [text, setText] = useState(() => {
    const kept = keeper.recall(KEPT);
    return brought ?? (typeof kept === 'string' ? kept : undefined);
  });
  useEffect(() => {
    if (text !== undefined) return undefined;
    let gone = false;
    identity.getBackstageIdentity().then(
      ({ ownershipEntityRefs }) => {
        const group = ownershipEntityRefs.find(ref => ref.startsWith('group:'));
        if (!gone) setText(starterText(group ?? 'group:default/platform'));
      },
      // Whose group it is can be chosen in the form.
      () => !gone && setText(starterText('group:default/platform')),
    );
    return () => {
      gone = true;
    };
  }, [identity, text]);
  return text;
}

/** The id that the text's name gives, where it has one. */
function idOf(text: string): string | undefined {
  const { value } = readDocument(text);
  const name = valueAt(value, ['metadata', 'name']);
  const namespace = valueAt(value, ['metadata', 'namespace']) ?? 'default';
  if (typeof name !== 'string' || !name) return undefined;
  return namespace === 'default' ? name : `${namespace}:${name}`;
}
