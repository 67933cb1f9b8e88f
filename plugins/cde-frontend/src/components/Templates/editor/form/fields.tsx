import { useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Checkbox,
  CheckboxGroup,
  Switch,
  TextAreaField,
  TextField,
} from '@backstage/ui';
import { isParameterReference } from '@backstage-cde/plugin-cde-common';
import type { DocumentPath } from '../../../../lib/templateDocument';
import { cdeTranslationRef } from '../../../../translation';
import { NativeField } from '../../../Common';
import { useTemplateForm, useValueAt } from './FormContext';
import styles from '../Editor.module.css';

interface FieldProps {
  path: DocumentPath;
  label: string;
  description?: string;
  isRequired?: boolean;
  isDisabled?: boolean;
}

/**
 * The text of a field that is more than the value makes of it (`a, ` while a list is being typed). What comes from
 * elsewhere, for example from the YAML, takes its place.
 */
function useTyped(shown: string, normalise: (text: string) => string) {
  const [typed, setTyped] = useState(shown);
  const [last, setLast] = useState(shown);
  let text = typed;
  if (shown !== last) {
    setLast(shown);
    if (normalise(typed) !== shown) {
      setTyped(shown);
      text = shown;
    }
  }
  return [text, setTyped] as const;
}

/** A text; one that a parameter gives is shown as that. */
export const TextAt = ({
  path,
  rows,
  keepEmpty,
  placeholder,
  ...field
}: FieldProps & {
  /** More than one line. */
  rows?: number;
  /** An empty text stays, as the key is needed. */
  keepEmpty?: boolean;
  placeholder?: string;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { edit } = useTemplateForm();
  const value = useValueAt(path);
  if (isParameterReference(value)) {
    return (
      <TextField
        {...field}
        isDisabled
        description={t('template.form.byParameter', {
          name: value.$parameter,
        })}
        value={`{ $parameter: ${value.$parameter} }`}
      />
    );
  }
  const isText = typeof value === 'string' || typeof value === 'number';
  const common = {
    ...field,
    placeholder,
    value: isText ? String(value) : '',
    onChange: (text: string) =>
      edit(path, text || keepEmpty ? text : undefined),
  };
  return rows ? (
    <TextAreaField {...common} rows={rows} />
  ) : (
    <TextField {...common} />
  );
};

/** A number. */
export const NumberAt = ({ path, ...field }: FieldProps) => {
  const { edit } = useTemplateForm();
  const value = useValueAt(path);
  const shown = typeof value === 'number' ? String(value) : '';
  const [text, setText] = useTyped(shown, numberText);
  return (
    <TextField
      {...field}
      inputMode="decimal"
      value={text}
      onChange={typed => {
        setText(typed);
        const written = numberText(typed);
        edit(path, written === '' ? undefined : Number(written));
      }}
    />
  );
};

function numberText(text: string): string {
  const number = Number(text);
  return text.trim() === '' || !Number.isFinite(number) ? '' : String(number);
}

/** Texts, or numbers, separated by commas. */
export const ListAt = ({
  path,
  numbers,
  ...field
}: FieldProps & { numbers?: boolean }) => {
  const { edit } = useTemplateForm();
  const value = useValueAt(path);
  return (
    <ListField
      {...field}
      value={Array.isArray(value) ? value.map(String) : []}
      onChange={texts =>
        edit(
          path,
          texts.length === 0
            ? undefined
            : texts.map(text => (numbers ? numberOr(text) : text)),
        )
      }
    />
  );
};

function numberOr(text: string): string | number {
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
}

/** Texts separated by commas. */
export const ListField = ({
  value,
  onChange,
  ...field
}: Omit<FieldProps, 'path'> & {
  value: string[];
  onChange: (texts: string[]) => void;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const [text, setText] = useTyped(value.join(', '), typed =>
    split(typed).join(', '),
  );
  return (
    <TextField
      {...field}
      description={field.description ?? t('template.form.listHelp')}
      value={text}
      onChange={typed => {
        setText(typed);
        onChange(split(typed));
      }}
    />
  );
};

function split(text: string): string[] {
  return text
    .split(',')
    .map(part => part.trim())
    .filter(Boolean);
}

/** Yes or no; what is as usual is left out, unless it says something by being there. */
export const SwitchAt = ({
  path,
  label,
  usually = false,
  keepUsual,
  isDisabled,
}: FieldProps & { usually?: boolean; keepUsual?: boolean }) => {
  const { edit } = useTemplateForm();
  const value = useValueAt(path);
  return (
    <Switch
      label={label}
      isDisabled={isDisabled}
      isSelected={typeof value === 'boolean' ? value : usually}
      onChange={chosen =>
        edit(path, chosen === usually && !keepUsual ? undefined : chosen)
      }
    />
  );
};

/** Some of several names, in the order in which they stand in the YAML. */
export const ChoicesAt = ({
  path,
  offered,
  horizontal,
  isDisabled: _isDisabled,
  ...field
}: FieldProps & {
  offered: Array<{ value: string; label: string }>;
  horizontal?: boolean;
}) => {
  const { edit } = useTemplateForm();
  const value = useValueAt(path);
  const chosen = Array.isArray(value) ? value.map(String) : [];
  const unknown = chosen.filter(
    name => !offered.some(({ value: each }) => each === name),
  );
  const all = [
    ...offered,
    ...unknown.map(name => ({ value: name, label: name })),
  ];
  return (
    <CheckboxGroup
      {...field}
      orientation={horizontal ? 'horizontal' : 'vertical'}
      className={styles.choices}
      value={chosen}
      onChange={names => {
        const kept = chosen.filter(name => names.includes(name));
        const added = names.filter(name => !chosen.includes(name));
        const next = [...kept, ...added];
        edit(path, next.length > 0 ? next : undefined);
      }}
    >
      {all.map(({ value: name, label }) => (
        <Checkbox key={name} value={name}>
          {label}
        </Checkbox>
      ))}
    </CheckboxGroup>
  );
};

/** A time of day. */
export const TimeAt = ({ path, label }: FieldProps) => {
  const { edit } = useTemplateForm();
  const value = useValueAt(path);
  return (
    <NativeField
      type="time"
      label={label}
      value={typeof value === 'string' ? value : ''}
      onChange={time => edit(path, time || undefined)}
    />
  );
};

/** The key of an entry; it is changed when the field is left, as two entries cannot share one while it is typed. */
export const KeyAt = ({ path, label }: FieldProps) => {
  const { rename } = useTemplateForm();
  const key = String(path.at(-1));
  const [text, setText] = useTyped(key, typed => typed.trim());
  return (
    <TextField
      label={label}
      value={text}
      onChange={setText}
      onBlur={() => {
        const name = text.trim();
        if (name === key) return;
        if (!name || !rename(path, name)) setText(key);
      }}
    />
  );
};
