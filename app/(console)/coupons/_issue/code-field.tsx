import { Checkbox, Fieldset } from '@/components/form/checkbox';
import { TextField } from '@/components/form/text-field';

/** Services or products to limit something to: boxes where the quota knows some only, else text. */
export function CodeField({
  name,
  label,
  offered,
  values,
  error,
  hint,
  optional,
}: {
  name: 'serviceTypes' | 'productIds';
  label: string;
  /** What the quota is limited to; empty where it is not. */
  offered: readonly string[];
  values: readonly string[];
  error: string | undefined;
  hint: { readonly boxes: string; readonly text: string };
  optional: string;
}) {
  if (offered.length > 0) {
    return (
      <Fieldset name={name} legend={`${label} · ${optional}`} hint={hint.boxes} error={error}>
        {offered.map((code) => (
          <Checkbox key={code} name={name} value={code} label={code} inGroup defaultChecked={values.includes(code)} />
        ))}
      </Fieldset>
    );
  }
  return (
    <TextField
      name={name}
      label={label}
      hint={hint.text}
      optional={optional}
      error={error}
      defaultValue={values.join(', ')}
      maxLength={1000}
    />
  );
}
