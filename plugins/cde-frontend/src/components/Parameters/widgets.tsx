import { useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Checkbox,
  Flex,
  Radio,
  RadioGroup,
  Select,
  Slider,
  Text,
  TextAreaField,
  TextField,
} from '@backstage/ui';
import {
  enumOptionsIndexForValue,
  enumOptionsValueForIndex,
} from '@rjsf/utils';
import type { RegistryWidgetsType, WidgetProps } from '@rjsf/utils';
import { cdeTranslationRef } from '../../translation';

// The portal's own fields in the form library's frame.

/** What all fields have in common. */
function useField(props: WidgetProps) {
  const { t } = useTranslationRef(cdeTranslationRef);
  const [left, setLeft] = useState(false);
  const { schema, options, uiSchema, value, rawErrors } = props;
  const notes = [
    options.description ?? schema.description,
    uiSchema?.['ui:help'],
    noteOf(schema, Boolean(props.disabled)),
  ].filter(Boolean);
  // A field that nobody has come to yet is not wrong, only empty.
  const problem = left || value !== undefined ? rawErrors?.[0] : undefined;
  return {
    problem,
    common: {
      label: props.label,
      description: notes.join(' ') || undefined,
      isRequired: props.required,
      isDisabled: props.disabled,
      isReadOnly: props.readonly,
      autoFocus: props.autofocus,
      onBlur: () => setLeft(true),
      validationBehavior: 'aria' as const,
      validate: () => problem,
    },
  };

  function noteOf(of: WidgetProps['schema'], disabled: boolean) {
    const { mutable, ephemeral } = of as Record<string, unknown>;
    if (ephemeral) return t('parameter.ephemeral');
    return mutable || disabled ? undefined : t('parameter.fixed');
  }
}

const isNumeric = ({ schema }: WidgetProps) =>
  schema.type === 'number' || schema.type === 'integer';

/** A line of text or a number; also whatever else has a keyboard. */
export const inputTemplate = (props: WidgetProps) => {
  const { common } = useField(props);
  const { value, onChange, options, placeholder } = props;
  const kind = options.inputType ?? props.type;
  return (
    <TextField
      {...common}
      type={isNumeric(props) ? 'text' : kind ?? 'text'}
      inputMode={isNumeric(props) ? 'decimal' : undefined}
      placeholder={placeholder}
      value={value === undefined || value === null ? '' : String(value)}
      onChange={text => onChange(text === '' ? options.emptyValue : text)}
    />
  );
};

const TextareaWidget = (props: WidgetProps) => {
  const { common } = useField(props);
  const { value, onChange, options, placeholder } = props;
  return (
    <TextAreaField
      {...common}
      rows={typeof options.rows === 'number' ? options.rows : 4}
      placeholder={placeholder}
      value={value === undefined || value === null ? '' : String(value)}
      onChange={text => onChange(text === '' ? options.emptyValue : text)}
    />
  );
};

/** `Select` keys are texts: the place in the list stands for the value. */
const NONE = 'none';

const SelectWidget = (props: WidgetProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { common } = useField(props);
  const { value, onChange, options, required, name, formContext } = props;
  const offered = (options.enumOptions ?? []).map(({ label }, index) => ({
    value: String(index),
    label,
  }));
  const mayBeNone =
    !required && formContext.parameters.properties[name]?.default === undefined;
  const index = enumOptionsIndexForValue(value, options.enumOptions);
  const { isReadOnly, ...rest } = common;
  return (
    <Select
      {...rest}
      isDisabled={common.isDisabled || isReadOnly}
      options={
        mayBeNone
          ? [{ value: NONE, label: t('parameter.none') }, ...offered]
          : offered
      }
      value={typeof index === 'string' ? index : (mayBeNone && NONE) || null}
      onChange={key =>
        onChange(
          key === NONE
            ? undefined
            : enumOptionsValueForIndex(String(key), options.enumOptions),
        )
      }
    />
  );
};

const RadioWidget = (props: WidgetProps) => {
  const { common } = useField(props);
  const { value, onChange, options } = props;
  const index = enumOptionsIndexForValue(value, options.enumOptions);
  const { autoFocus, ...rest } = common;
  return (
    <RadioGroup
      {...rest}
      value={typeof index === 'string' ? index : null}
      onChange={key =>
        onChange(enumOptionsValueForIndex(key, options.enumOptions))
      }
    >
      {(options.enumOptions ?? []).map(({ label }, place) => (
        <Radio key={label} value={String(place)}>
          {label}
        </Radio>
      ))}
    </RadioGroup>
  );
};

const CheckboxWidget = (props: WidgetProps) => {
  const { common, problem } = useField(props);
  const { value, onChange } = props;
  return (
    <Flex direction="column" gap="1">
      <Checkbox
        isSelected={Boolean(value)}
        isDisabled={common.isDisabled}
        isReadOnly={common.isReadOnly}
        autoFocus={common.autoFocus}
        onBlur={common.onBlur}
        onChange={onChange}
      >
        <span>{common.label}</span>
        {common.description && (
          <Text as="p" variant="body-small" color="secondary">
            {common.description}
          </Text>
        )}
      </Checkbox>
      {problem && (
        <Text role="alert" variant="body-small" color="danger">
          {problem}
        </Text>
      )}
    </Flex>
  );
};

const RangeWidget = (props: WidgetProps) => {
  const { common } = useField(props);
  const { value, onChange, schema } = props;
  const least = schema.minimum ?? 0;
  return (
    <Slider<number>
      label={common.label}
      description={common.description}
      isRequired={common.isRequired}
      isDisabled={common.isDisabled || common.isReadOnly}
      minValue={least}
      maxValue={schema.maximum ?? 100}
      step={schema.multipleOf ?? (schema.type === 'integer' ? 1 : 0.1)}
      value={typeof value === 'number' ? value : least}
      onChange={onChange}
    />
  );
};

/** The form library's widgets in the portal's looks. */
export const widgets: RegistryWidgetsType = {
  TextareaWidget,
  SelectWidget,
  RadioWidget,
  CheckboxWidget,
  RangeWidget,
};
