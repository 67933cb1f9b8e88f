import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Select } from '@backstage/ui';
import type {
  ResourceClass,
  WorkspacePreview,
} from '@backstage-cde/plugin-cde-common';
import { useClassWords } from '../../hooks/useClassWords';
import { fitOf } from '../../lib/creation';
import { cdeTranslationRef } from '../../translation';

interface ClassFieldProps {
  resourceClasses: ResourceClass[];
  /** Empty: what the preview says. */
  chosen: string;
  preview?: WorkspacePreview;
  onChange: (name: string) => void;
  label?: string;
  description?: string;
  isDisabled?: boolean;
  isRequired?: boolean;
  isInvalid?: boolean;
  validationBehavior?: 'aria';
}

/** A size, with what it costs and whether it suits. */
export const ClassField = ({
  resourceClasses,
  chosen,
  preview,
  onChange,
  label,
  description,
  ...state
}: ClassFieldProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { size, price } = useClassWords();
  const fits = {
    fits: t('price.fits'),
    tooSmall: t('new.tooSmall'),
  };
  const options = resourceClasses.map(resourceClass => {
    const fit = fitOf(resourceClass, preview);
    return {
      id: resourceClass.name,
      label: `${resourceClass.title}: ${size(resourceClass)}${
        fit === 'tooSmall' ? ` (${fits.tooSmall})` : ''
      }`,
      description:
        [fit === 'fits' && fits.fits, price(resourceClass)]
          .filter(Boolean)
          .join(' · ') || undefined,
    };
  });
  const value = chosen || preview?.resourceClass || resourceClasses[0]?.name;
  const current = resourceClasses.find(({ name }) => name === value);
  return (
    <Select
      {...state}
      label={label ?? t('column.class')}
      description={[
        current && price(current),
        description ?? t('new.classHelp'),
      ]
        .filter(Boolean)
        .join('. ')}
      options={options}
      value={value}
      onChange={name => onChange(String(name))}
    />
  );
};
