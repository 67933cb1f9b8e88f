import { useState } from 'react';
import type { FormEvent } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  Container,
  Flex,
  Skeleton,
  Text,
  TextField,
} from '@backstage/ui';
import { useSearchParams } from 'react-router-dom';
import { useDocumentTitle } from '../../hooks/useDocumentTitle';
import { useRepositoryContext } from '../../hooks/useRepositoryContext';
import { explainError } from '../../lib/errors';
import { cdeTranslationRef } from '../../translation';
import { CdeLayout } from '../CdeLayout';
import { Empty, ErrorNotice, Notice, PageHeader } from '../Common';
import { ContextPanel } from './ContextPanel';
import styles from './OpenContext.module.css';

/**
 * `…/cde/open?url=…`: what a page of a git host is about, and the dev
 * environment for it. It may be reached by any link, so nothing starts before
 * a click.
 */
export const OpenPage = () => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const [params, setParams] = useSearchParams();
  const url = params.get('url')?.trim() ?? '';
  useDocumentTitle(t('context.title'));
  return (
    <CdeLayout>
      <PageHeader title={t('context.title')} description={t('context.intro')} />
      <Container py="4">
        <Flex direction="column" gap="4">
          <AddressForm
            key={`form ${url}`}
            url={url}
            onAsk={asked => setParams({ url: asked })}
          />
          {url ? (
            <ContextResult key={url} url={url} />
          ) : (
            <Empty
              title={t('context.emptyTitle')}
              text={t('context.emptyText')}
            />
          )}
        </Flex>
      </Container>
    </CdeLayout>
  );
};

const AddressForm = ({
  url,
  onAsk,
}: {
  url: string;
  onAsk: (url: string) => void;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const [typed, setTyped] = useState(url);
  const asked = typed.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (asked) onAsk(asked);
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <TextField
        className={styles.address}
        label={t('context.address')}
        description={url ? undefined : t('context.addressHelp')}
        placeholder="https://"
        autoFocus={!url}
        value={typed}
        onChange={setTyped}
      />
      <Button
        type="submit"
        size="small"
        // What has been found has the primary action.
        variant={url ? 'secondary' : 'primary'}
        isDisabled={!asked || asked === url}
      >
        {t('context.look')}
      </Button>
    </form>
  );
};

const ContextResult = ({ url }: { url: string }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const context = useRepositoryContext(url);
  if (context.value)
    return <ContextPanel context={context.value} onChanged={context.refresh} />;
  if (context.error)
    return <Refusal error={context.error} onRetry={context.refresh} />;
  return (
    <Flex direction="column" gap="3" role="status">
      <Text color="secondary" className={styles.long}>
        {t('context.looking', { url })}
      </Text>
      <Skeleton width="60%" height={28} />
      <Skeleton width="100%" height={180} />
    </Flex>
  );
};

/** Why an address leads nowhere; the backend's message says what to do about it. */
const Refusal = ({ error, onRetry }: { error: Error; onRetry: () => void }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { kind, message, cure } = explainError(error);
  if (kind === 'broken' || kind === 'unreachable')
    return (
      <ErrorNotice
        error={error}
        title={t('context.failed')}
        onRetry={onRetry}
      />
    );
  return (
    <Notice urgent severity="warning" title={t('context.refused')} cure={cure}>
      {message}
    </Notice>
  );
};
