'use client';

import { useSyncExternalStore } from 'react';
import { buttonClass } from '@/components/ui/button-class';
import en from '@/messages/en/errors.json';
import zh from '@/messages/zh-CN/errors.json';
import { RequestReference } from './request-reference';

const never = () => () => {};

/**
 * What stands in place of a page that failed. It says nothing of the cause: that is in the log, under the reference.
 *
 * An error page runs where the server's messages cannot reach, so it carries its few sentences in both languages.
 */
export function Unavailable({ reference, retry }: { reference: string | undefined; retry?: () => void }) {
  const language = useSyncExternalStore(
    never,
    () => document.documentElement.lang || navigator.language,
    () => 'zh-CN',
  );
  const text = language.startsWith('zh') ? zh : en;
  return (
    <div role="alert" className="mx-auto max-w-md px-4 py-[8vh]" lang={text === zh ? 'zh-CN' : 'en'}>
      <h1 className="text-xl">{text.unavailableTitle}</h1>
      <p className="mt-2 text-muted">{text.unavailableText}</p>
      {retry !== undefined && (
        <p className="mt-4">
          <button type="button" className={buttonClass('primary', 'medium')} onClick={retry}>
            {text.tryAgain}
          </button>
        </p>
      )}
      <RequestReference label={text.reference} id={reference} />
    </div>
  );
}
