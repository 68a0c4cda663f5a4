'use client';

import { use } from 'react';
import { Focused } from '@/components/form/focused';
import { FormStateContext } from '@/components/form/form-state';
import { CodeBlock } from '@/components/ui/code-block';

interface Text {
  /** With `{status}` where the status belongs. */
  readonly answered: string;
  readonly request: string;
  readonly headers: string;
  readonly body: string;
  readonly noBody: string;
}

/** What the API answered to the form around it. */
export function TryAnswer({ text }: { text: Text }) {
  const { answer } = use(FormStateContext);
  if (!answer) return null;
  const { request, status, headers, body } = answer;
  return (
    <Focused on={answer}>
      <div role="status" className="flex flex-col gap-2">
        <p className="text-lg">{text.answered.replace('{status}', String(status))}</p>
        <h3>{text.body}</h3>
        {body ? <CodeBlock label={text.body}>{body}</CodeBlock> : <p className="text-muted">{text.noBody}</p>}
        <h3>{text.headers}</h3>
        <CodeBlock label={text.headers}>{headers}</CodeBlock>
        <h3>{text.request}</h3>
        <CodeBlock label={text.request}>{request}</CodeBlock>
      </div>
    </Focused>
  );
}
