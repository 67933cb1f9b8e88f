import { useRef, useState } from 'react';
import type { ChangeEvent } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { toError } from '@backstage/errors';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
} from '@backstage/ui';
import { RiUploadLine } from '@remixicon/react';
import { MAX_TEMPLATE_BYTES } from '@backstage-cde/plugin-cde-common';
import { useNavigate } from 'react-router-dom';
import { useLinks } from '../../hooks/useLinks';
import { cdeTranslationRef } from '../../translation';
import { ErrorNotice } from '../Common';
import type { NewTemplateState } from './NewTemplatePage';

/** Chooses a YAML file and opens it as a new template, where its problems can be seen before it is saved. */
export const ImportButton = () => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const input = useRef<HTMLInputElement>(null);
  const [error, setError] = useState<Error>();
  const navigate = useNavigate();
  const links = useLinks();

  const read = async (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.target.files ?? [];
    // The same file can be chosen again.
    event.target.value = '';
    if (!file) return;
    try {
      if (file.size > MAX_TEMPLATE_BYTES) {
        throw new Error(t('template.importTooLarge'));
      }
      const state: NewTemplateState = { yaml: await file.text() };
      navigate(links.newTemplate, { state });
    } catch (caught) {
      setError(toError(caught));
    }
  };

  return (
    <>
      <Button
        variant="secondary"
        iconStart={<RiUploadLine />}
        onPress={() => input.current?.click()}
      >
        {t('template.import')}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        accept=".yaml,.yml,application/yaml,text/yaml"
        aria-label={t('template.importTitle')}
        onChange={read}
      />
      {error && (
        <Dialog isOpen onOpenChange={() => setError(undefined)}>
          <DialogHeader>{t('template.import')}</DialogHeader>
          <DialogBody>
            <ErrorNotice error={error} title={t('template.importFailed')} />
          </DialogBody>
          <DialogFooter>
            <Button variant="secondary" onPress={() => setError(undefined)}>
              {t('common.close')}
            </Button>
          </DialogFooter>
        </Dialog>
      )}
    </>
  );
};
