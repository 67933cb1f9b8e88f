import { useState } from 'react';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Flex, Skeleton, Text } from '@backstage/ui';
import type {
  GitSecretKind,
  GitSecretList,
} from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../../api';
import { useAction } from '../../hooks/useAction';
import { useLive } from '../../hooks/useLive';
import { formatAbsolute } from '../../lib/format';
import { cdeTranslationRef } from '../../translation';
import { Announce, ErrorNotice } from '../Common';
import { KeyDialog } from './KeyDialog';
import styles from './GitAccess.module.css';

const SETTLED = 600_000;
const KINDS: GitSecretKind[] = ['ssh', 'signing'];

/** Keys for SSH and for signing commits; they can be replaced, but not looked at. */
export const GitKeys = () => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const api = useApi(cdeApiRef);
  const [said, setSaid] = useState('');
  const [giving, setGiving] = useState<GitSecretKind>();
  const { value, error, refresh, replace } = useLive({
    key: 'git keys',
    load: signal => api.listGitSecrets({ signal }),
    concerns: () => false,
    interval: () => SETTLED,
  });
  const onChanged = (list: GitSecretList, words: string) => {
    replace(() => list);
    setSaid(words);
  };
  return (
    <section aria-labelledby="cde-git-keys">
      <Text as="h3" variant="body-large" weight="bold" id="cde-git-keys">
        {t('git.keys')}
      </Text>
      {error && (
        <ErrorNotice
          error={error}
          title={t('git.keysFailed')}
          onRetry={refresh}
        />
      )}
      {!value && !error && <Skeleton width="100%" height={64} />}
      <ul className={styles.rows}>
        {value &&
          KINDS.map(kind => (
            <Key
              key={kind}
              kind={kind}
              list={value}
              onChanged={onChanged}
              onGive={() => setGiving(kind)}
            />
          ))}
      </ul>
      <Announce text={said} />
      {giving && (
        <KeyDialog
          kind={giving}
          onClose={() => setGiving(undefined)}
          onDone={list => onChanged(list, t(`git.saved.${giving}`))}
        />
      )}
    </section>
  );
};

interface KeyProps {
  kind: GitSecretKind;
  list: GitSecretList;
  onChanged: (list: GitSecretList, words: string) => void;
  onGive: () => void;
}

const Key = ({ kind, list, onChanged, onGive }: KeyProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const api = useApi(cdeApiRef);
  const known = list.items.find(item => item.kind === kind);
  const name = t(`git.kind.${kind}`);
  const remove = useAction(async () =>
    onChanged(
      await api.removeGitSecret(kind),
      t('git.keyRemoved', { what: name }),
    ),
  );
  return (
    <li>
      <div className={styles.row}>
        <span className={styles.name}>{name}</span>
        <span className={styles.state}>
          {known
            ? t('git.keySet', {
                type: known.type,
                fingerprint: known.fingerprint,
                date: formatAbsolute(known.setAt),
              })
            : t(`git.unset.${kind}`)}
        </span>
        <Flex gap="2" className={styles.buttons}>
          {!list.unavailable && (
            <Button
              size="small"
              variant="secondary"
              aria-label={t(known ? 'git.replaceNamed' : 'git.giveNamed', {
                what: name,
              })}
              onPress={onGive}
            >
              {t(known ? 'git.replace' : 'git.give')}
            </Button>
          )}
          {known && (
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
      {remove.error && (
        <ErrorNotice error={remove.error} title={t('git.notRemoved')} />
      )}
    </li>
  );
};
