import { useEffect, useState } from 'react';
import { Combobox } from '@backstage/ui';
import { shortRef } from '../../lib/entities';
import { useEntityOptions } from './useEntityOptions';

interface EntityPickerProps {
  label: string;
  /** Kinds to choose from, in lower case. */
  kinds: string[];
  /** Entity ref; empty for none. */
  value: string;
  onChange: (ref: string) => void;
  description?: string;
  placeholder?: string;
  isRequired?: boolean;
  isDisabled?: boolean;
  className?: string;
  /** To choose from beside the catalog's entities. */
  others?: Array<{ id: string; label: string }>;
  /** Only for screen readers. */
  hideLabel?: boolean;
}

/**
 * Chooses an entity of the catalog while one types. A whole entity ref can be typed too, for what the catalog does
 * not know any more.
 */
export const EntityPicker = ({
  label,
  hideLabel,
  kinds,
  value,
  onChange,
  others = [],
  ...field
}: EntityPickerProps) => {
  const labelOf = (ref: string) =>
    others.find(({ id }) => id === ref)?.label ?? shortRef(ref, kinds);
  const chosen = labelOf(value);
  const [text, setText] = useState(chosen);
  // Another value came from outside, for example because filters were cleared.
  useEffect(() => setText(chosen), [chosen]);
  const { options, loading } = useEntityOptions(
    kinds,
    text === chosen ? '' : text,
  );
  const wanted = text === chosen ? '' : text.toLocaleLowerCase();
  const found = [
    ...others.filter(({ label: each }) =>
      each.toLocaleLowerCase().includes(wanted),
    ),
    ...options,
  ];
  const shown =
    !value || found.some(({ id }) => id === value)
      ? found
      : [{ id: value, label: chosen }, ...found];
  // Both at once: a text that lags behind the choice would open the list again.
  const choose = (ref: string) => {
    setText(labelOf(ref));
    onChange(ref);
  };
  return (
    <Combobox
      {...field}
      label={hideLabel ? undefined : label}
      aria-label={hideLabel ? label : undefined}
      options={shown}
      search={{ mode: 'server', inputValue: text, onInputChange: setText }}
      loading={{ state: loading ? 'filtering' : 'idle' }}
      value={value || null}
      onChange={key => choose(key === null ? '' : String(key))}
    />
  );
};
