'use client';

import { use } from 'react';
import { Alert } from '@/components/ui/alert';
import { Focused } from './focused';
import { controlId, FormStateContext } from './form-state';

/** Why a form was refused, above it. Takes the focus when it appears; each line leads to its field. */
export function ErrorSummary({
  title,
  message,
  fields,
}: {
  title: string;
  message: string;
  fields?: Readonly<Record<string, string>> | undefined;
}) {
  const { formId } = use(FormStateContext);
  const problems = Object.entries(fields ?? {});
  return (
    <Focused on={fields ?? message}>
      <Alert kind="refused" title={title}>
        <p>{message}</p>
        {problems.length > 0 && (
          <ul className="mt-1 list-disc ps-5">
            {problems.map(([name, problem]) => (
              <li key={name}>
                <a
                  className="link inline-block min-h-6 py-0.5"
                  href={`#${controlId(name, formId)}`}
                  onClick={(event) => toField(event, controlId(name, formId))}
                >
                  {problem}
                </a>
              </li>
            ))}
          </ul>
        )}
      </Alert>
    </Focused>
  );
}

/** Puts the cursor into the field, which following the link alone would not do in every browser. */
function toField(event: React.MouseEvent, id: string) {
  const control = document.getElementById(id);
  if (control === null) return;
  event.preventDefault();
  control.focus();
}
