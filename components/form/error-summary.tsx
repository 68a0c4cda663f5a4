'use client';

import { type ReactNode, use, useLayoutEffect, useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { Focused } from './focused';
import { controlId, FormStateContext } from './form-state';

/** Why a form was refused, above it. Takes the focus when it appears; each line names its field, once scripts run, and leads to it. */
export function ErrorSummary({
  title,
  message,
  fields,
  children,
}: {
  title: string;
  message: string;
  fields?: Readonly<Record<string, string>> | undefined;
  /** What else can be done about it. */
  children?: ReactNode;
}) {
  const { formId } = use(FormStateContext);
  const [labels, setLabels] = useState<Readonly<Record<string, string>>>({});
  const problems = Object.entries(fields ?? {});
  // The labels stand below, so they are there only once the form is.
  useLayoutEffect(() => {
    const names = Object.keys(fields ?? {});
    setLabels(Object.fromEntries(names.map((name) => [name, labelOf(controlId(name, formId))])));
  }, [fields, formId]);
  return (
    <Focused on={fields ?? message}>
      <Alert kind="refused" title={title}>
        <p>{message}</p>
        {problems.length > 0 && (
          <ul className="mt-1 list-disc ps-5">
            {problems.map(([name, problem]) => (
              <li key={name}>
                <a
                  className="link inline-block min-h-6 py-0.5 align-top"
                  href={`#${controlId(name, formId)}`}
                  onClick={(event) => toField(event, controlId(name, formId))}
                >
                  {labels[name] ? `${labels[name]} · ${problem}` : problem}
                </a>
              </li>
            ))}
          </ul>
        )}
        {children}
      </Alert>
    </Focused>
  );
}

/** What a field is called on the page, without the word "optional". */
function labelOf(id: string): string {
  const control = document.getElementById(id);
  const legend = control?.matches('fieldset') ? control.querySelector('legend') : undefined;
  const label = legend ?? document.querySelector(`label[for="${CSS.escape(id)}"]`);
  return label?.firstChild?.textContent || (label?.textContent ?? '');
}

/** Puts the cursor into the field, which following the link alone would not do in every browser. */
function toField(event: React.MouseEvent, id: string) {
  const control = document.getElementById(id);
  if (control === null) return;
  event.preventDefault();
  control.focus();
}
