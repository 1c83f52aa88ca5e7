import { Field, Select } from '@fluentui/react-components';

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  /** What each value is called, in the order in which they are offered. */
  readonly texts: Readonly<Record<Value, string>>;
  readonly onChoose: (value: Value) => void;
}

/** One of a few, in the operating system's own list: it needs no code of the page, and every keyboard and screen reader knows it. */
export function Choice<Value extends string>({ label, value, texts, onChoose }: ChoiceProps<Value>) {
  // Object.entries widens its keys; these are those of the record.
  const values = Object.keys(texts) as Value[];
  return (
    <Field label={label}>
      <Select
        value={value}
        onChange={(_event, { value: chosen }) => {
          const known = values.find((one) => one === chosen);
          if (known !== undefined) onChoose(known);
        }}
      >
        {values.map((one) => (
          <option key={one} value={one}>
            {texts[one]}
          </option>
        ))}
      </Select>
    </Field>
  );
}
