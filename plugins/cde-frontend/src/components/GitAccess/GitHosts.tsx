import { useState } from 'react';
import {
  useApi,
  useApiHolder,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { scmAuthApiRef } from '@backstage/integration-react';
import { Button, Flex, Skeleton, Text } from '@backstage/ui';
import type {
  GitHostAccess,
  GitTokenList,
} from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../../api';
import { useAction } from '../../hooks/useAction';
import { useDeclinedHosts, useSignInProviders } from '../../hooks/useGitTokens';
import { useLive } from '../../hooks/useLive';
import { formatAbsolute } from '../../lib/format';
import { maySignIn, signInTo } from '../../lib/gitSignIn';
import { cdeTranslationRef } from '../../translation';
import { Announce, CauseNotice, ErrorNotice } from '../Common';
import { TokenDialog } from './TokenDialog';
import styles from './GitAccess.module.css';

const SETTLED = 300_000;

/** For which hosts the person's own token is used. */
export const GitHosts = () => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const api = useApi(cdeApiRef);
  const [said, setSaid] = useState('');
  const [entering, setEntering] = useState<GitHostAccess>();
  const { value, error, refresh, replace } = useLive({
    key: 'git tokens',
    load: signal => api.listGitTokens({ signal }),
    concerns: () => false,
    interval: () => SETTLED,
  });
  const onChanged = (list: GitTokenList, words: string) => {
    replace(() => list);
    setSaid(words);
  };
  return (
    <section aria-labelledby="cde-git-hosts">
      <Text as="h3" variant="body-large" weight="bold" id="cde-git-hosts">
        {t('git.hosts')}
      </Text>
      {error && (
        <ErrorNotice
          error={error}
          title={t('git.hostsFailed')}
          onRetry={refresh}
        />
      )}
      {!value && !error && <Skeleton width="100%" height={64} />}
      {value?.unavailable && (
        <CauseNotice
          severity="info"
          title={t('git.unavailable')}
          cause={value.unavailable}
        />
      )}
      <ul className={styles.rows}>
        {value?.items.map(host => (
          <Host
            key={host.host}
            host={host}
            isAvailable={!value.unavailable}
            onChanged={onChanged}
            onEnter={() => setEntering(host)}
          />
        ))}
      </ul>
      <Announce text={said} />
      {entering && (
        <TokenDialog
          host={entering}
          onClose={() => setEntering(undefined)}
          onDone={list =>
            onChanged(list, t('git.tokenSaved', { host: entering.host }))
          }
        />
      )}
    </section>
  );
};

interface HostProps {
  host: GitHostAccess;
  isAvailable: boolean;
  onChanged: (list: GitTokenList, words: string) => void;
  onEnter: () => void;
}

const Host = ({ host, isAvailable, onChanged, onEnter }: HostProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const api = useApi(cdeApiRef);
  const scmAuth = useApiHolder().get(scmAuthApiRef);
  const providers = useSignInProviders();
  const declined = useDeclinedHosts();
  const { host: name, token } = host;
  const signIn = useAction(async () => {
    const list = await signInTo({ scmAuth: scmAuth!, api, host });
    await declined.remove(name);
    onChanged(list, t('git.tokenSaved', { host: name }));
  });
  const remove = useAction(async () => {
    const list = await api.removeGitToken(name);
    await declined.add(name);
    onChanged(list, t('git.tokenRemoved', { host: name }));
  });
  const error = signIn.error ?? remove.error;
  return (
    <li>
      <div className={styles.row}>
        <span className={styles.name}>{name}</span>
        <span className={styles.state}>
          {token
            ? t('git.asYou', { date: formatAbsolute(token.expiresAt) })
            : t('git.asPortal')}
        </span>
        <Flex gap="2" className={styles.buttons}>
          {isAvailable && scmAuth && maySignIn(name, providers) && (
            <Button
              size="small"
              variant="secondary"
              isPending={signIn.busy}
              aria-label={t('git.signInNamed', { host: name })}
              onPress={signIn.run}
            >
              {t('git.signIn')}
            </Button>
          )}
          {isAvailable && (
            <Button
              size="small"
              variant="secondary"
              aria-label={t('git.enterNamed', { host: name })}
              onPress={onEnter}
            >
              {t('git.enter')}
            </Button>
          )}
          {token && (
            <Button
              size="small"
              variant="secondary"
              isPending={remove.busy}
              aria-label={t('git.takeBackNamed', { what: name })}
              onPress={remove.run}
            >
              {t('git.takeBack')}
            </Button>
          )}
        </Flex>
      </div>
      {error && (
        <ErrorNotice error={error} title={t('git.failed', { host: name })} />
      )}
    </li>
  );
};
