import { useTranslationRef, useApi } from '@backstage/frontend-plugin-api';
import {
  Button,
  ButtonLink,
  Card,
  CardBody,
  CardHeader,
  Flex,
  Link,
  Text,
} from '@backstage/ui';
import type { WorkspaceDetails } from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../../api';
import { useAction } from '../../hooks/useAction';
import { useLinks } from '../../hooks/useLinks';
import { useOptions } from '../../hooks/useOptions';
import { templateTitle } from '../../lib/describe';
import { formatAbsolute } from '../../lib/format';
import { cdeTranslationRef } from '../../translation';
import type { WorkspaceActions } from '../Actions';
import { PrivilegedMark } from '../Common';
import { FailureNotice } from '../Quota';

interface TemplatePartProps {
  workspace: WorkspaceDetails;
  ask: WorkspaceActions['ask'];
  onChanged: (workspace: WorkspaceDetails) => void;
}

/** Which revision of which template it has, and the way to a later one. */
export const TemplatePart = (props: TemplatePartProps) => {
  const { workspace } = props;
  const { t } = useTranslationRef(cdeTranslationRef);
  const links = useLinks();
  const { value: options } = useOptions(workspace.component);
  const { template, templateRevision, privileged, update } = workspace;
  return (
    <Card>
      <CardHeader>
        <Text as="h2" variant="title-x-small">
          {t('update.title')}
        </Text>
      </CardHeader>
      <CardBody>
        <Flex direction="column" gap="3" align="start">
          <Flex gap="2" align="center">
            <Link href={links.template(template)} weight="bold">
              {templateTitle(template, options)}
            </Link>
            {templateRevision !== undefined && (
              <Text>
                {t('update.revision', { number: String(templateRevision) })}
              </Text>
            )}
            {privileged && <PrivilegedMark />}
          </Flex>
          {update ? (
            <Update {...props} update={update} />
          ) : (
            <Text as="p" color="secondary">
              {t(
                templateRevision === undefined
                  ? 'update.unpinned'
                  : 'update.current',
              )}
            </Text>
          )}
        </Flex>
      </CardBody>
    </Card>
  );
};

const Update = ({
  workspace,
  update,
  ask,
  onChanged,
}: TemplatePartProps & {
  update: NonNullable<WorkspaceDetails['update']>;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const links = useLinks();
  const api = useApi(cdeApiRef);
  const { id, template, allowed } = workspace;
  const mayChoose = allowed.includes('configure');
  const choose = async (chosen: boolean) => {
    const changed = await api.changeSettings(id, { update: chosen });
    onChanged(changed);
    return changed;
  };
  const later = useAction(() => choose(!update.chosen));
  const now = useAction(async () =>
    ask('restart', update.chosen ? workspace : await choose(true)),
  );
  const error = later.error ?? now.error;
  const number = String(update.revision);
  return (
    <>
      <Text as="p">
        {update.chosen
          ? t('update.chosenText', { number })
          : t('update.text', { number, note: update.note })}
      </Text>
      {update.deadline && (
        <Text as="p" color="secondary">
          {t('update.deadline', { date: formatAbsolute(update.deadline) })}
        </Text>
      )}
      <Flex gap="2" align="center" style={{ flexWrap: 'wrap' }}>
        {mayChoose && (
          <Button
            variant={update.chosen ? 'secondary' : 'primary'}
            isPending={later.busy}
            onPress={later.run}
          >
            {update.chosen ? t('update.notYet') : t('update.atNextStart')}
          </Button>
        )}
        {mayChoose && allowed.includes('restart') && (
          <Button variant="secondary" isPending={now.busy} onPress={now.run}>
            {t('update.restartNow')}
          </Button>
        )}
        <ButtonLink variant="tertiary" href={links.template(template)}>
          {t('update.compare')}
        </ButtonLink>
      </Flex>
      {error && <FailureNotice error={error} title={t('update.failed')} />}
    </>
  );
};
