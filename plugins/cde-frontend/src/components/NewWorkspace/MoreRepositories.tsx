import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, ButtonIcon, Flex, Select, Text } from '@backstage/ui';
import { RiAddLine, RiDeleteBinLine } from '@remixicon/react';
import { MAX_ADDITIONAL_REPOSITORIES } from '@backstage-cde/plugin-cde-common';
import { useBranches } from '../../hooks/useBranches';
import { useSystemComponents } from '../../hooks/useSystemComponents';
import { suggestionsOf } from '../../lib/additional';
import type { AdditionalChoice } from '../../lib/creation';
import { shortRef } from '../../lib/entities';
import { explainError } from '../../lib/errors';
import { cdeTranslationRef } from '../../translation';
import { EntityPicker } from '../EntityPicker';
import styles from './NewWorkspace.module.css';

const KINDS = ['component'];
const nameOf = (ref: string) => shortRef(ref, KINDS);

interface MoreRepositoriesProps {
  /** Entity ref of what the workspace is for. */
  component: string;
  /** Of that component, once it is known. */
  repositoryUrl: string | undefined;
  chosen: AdditionalChoice[];
  onChange: (chosen: AdditionalChoice[]) => void;
}

/** Repositories of other components, to have them side by side; first those of the same system. */
export const MoreRepositories = ({
  component,
  repositoryUrl,
  chosen,
  onChange,
}: MoreRepositoriesProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const siblings = useSystemComponents(component);
  const taken = [component, ...chosen.map(choice => choice.component)];
  const isFull = chosen.length >= MAX_ADDITIONAL_REPOSITORIES;
  const suggestions = isFull
    ? []
    : suggestionsOf(siblings, taken, repositoryUrl);
  const add = (ref: string) => {
    if (ref && !taken.includes(ref)) {
      onChange([...chosen, { component: ref, branch: '' }]);
    }
  };
  return (
    <Flex direction="column" gap="3" className={styles.more}>
      <Text as="h3" variant="title-x-small">
        {t('more.title')}
      </Text>
      <Text as="p" variant="body-small" color="secondary">
        {t('more.help')}
      </Text>
      {chosen.map(choice => (
        <Choice
          key={choice.component}
          choice={choice}
          onChange={branch =>
            onChange(
              chosen.map(each =>
                each === choice ? { ...each, branch } : each,
              ),
            )
          }
          onRemove={() => onChange(chosen.filter(each => each !== choice))}
        />
      ))}
      {suggestions.length > 0 && (
        <div role="group" aria-label={t('more.ofSystem')}>
          <Text as="p" variant="body-small">
            {t('more.ofSystem')}
          </Text>
          <div className={styles.suggestions}>
            {suggestions.map(ref => (
              <Button
                key={ref}
                size="small"
                variant="secondary"
                iconStart={<RiAddLine />}
                aria-label={t('more.add', { name: nameOf(ref) })}
                onPress={() => add(ref)}
              >
                {nameOf(ref)}
              </Button>
            ))}
          </div>
        </div>
      )}
      {isFull ? (
        <Text as="p" variant="body-small">
          {t('more.full')}
        </Text>
      ) : (
        <EntityPicker
          // Empty again after each choice.
          key={chosen.length}
          label={t('more.another')}
          kinds={KINDS}
          value=""
          onChange={add}
        />
      )}
    </Flex>
  );
};

const Choice = ({
  choice: { component, branch },
  onChange,
  onRemove,
}: {
  choice: AdditionalChoice;
  onChange: (branch: string) => void;
  onRemove: () => void;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const branches = useBranches(component);
  const usual = branches.value?.defaultBranch;
  const name = nameOf(component);
  const names = branches.value?.branches.map(each => each.name) ?? [];
  return (
    <div className={styles.choice}>
      <Select
        label={t('more.branchOf', { name })}
        placeholder={t('more.defaultBranch')}
        description={
          branches.error &&
          t('more.branchesUnknown', {
            why: explainError(branches.error).message,
          })
        }
        isDisabled={names.length === 0}
        search={{ placeholder: t('new.findBranch') }}
        options={names.map(each => ({
          value: each,
          label: each === usual ? `${each} (${t('new.usual')})` : each,
        }))}
        value={branch || usual || null}
        onChange={value => onChange(value === usual ? '' : String(value))}
      />
      <ButtonIcon
        size="small"
        variant="tertiary"
        icon={<RiDeleteBinLine />}
        aria-label={t('more.remove', { name })}
        onPress={onRemove}
      />
    </div>
  );
};
