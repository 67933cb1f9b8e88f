import { useId } from 'react';
import styles from './Common.module.css';

interface NativeFieldProps {
  type: 'time' | 'date';
  label: string;
  description?: string;
  /** `HH:MM` or `YYYY-MM-DD`; empty for none. */
  value: string;
  onChange: (value: string) => void;
  min?: string;
  isDisabled?: boolean;
  isInvalid?: boolean;
}

/** A time or a date, with the browser's own picker in the person's own format. */
export const NativeField = ({
  type,
  label,
  description,
  value,
  onChange,
  min,
  isDisabled,
  isInvalid,
}: NativeFieldProps) => {
  const id = useId();
  const help = description ? `${id}-help` : undefined;
  return (
    <div className={styles.nativeField}>
      <label htmlFor={id}>{label}</label>
      {description && <span id={help}>{description}</span>}
      <input
        id={id}
        type={type}
        value={value}
        min={min}
        disabled={isDisabled}
        aria-invalid={isInvalid || undefined}
        aria-describedby={help}
        onChange={event => onChange(event.target.value)}
      />
    </div>
  );
};
