import { getTranslations } from 'next-intl/server';
import { codeExample, exampleLanguages } from '@/app/_reference/code-examples';
import { apiOrigin } from '@/app/_reference/documents';
import { exampleRequest } from '@/app/_reference/example-values';
import type { ReferenceOperation } from '@/app/_reference/reference-operations';
import { Card } from '@/components/ui/card';
import { CodeBlock } from '@/components/ui/code-block';
import { CopyButton } from '@/components/ui/copy-button';
import { Disclosure } from '@/components/ui/disclosure';

/** How the operation is called from a shell, from Python and from Node. */
export async function ExampleCard({ operation }: { operation: ReferenceOperation }) {
  const t = await getTranslations('apireference');
  const request = exampleRequest(operation);
  return (
    <Card title={t('examples')}>
      <p className="mb-2 text-muted">{t('exampleNote')}</p>
      <div className="flex flex-col gap-2">
        {exampleLanguages.map((language) => {
          const name = t(`languages.${language}`);
          const code = codeExample(language, request, apiOrigin());
          return (
            <Disclosure key={language} summary={name} isOpen={language === 'curl'}>
              <CodeBlock label={name}>{code}</CodeBlock>
              <CopyButton value={code} label={t('copyExample', { language: name })} />
            </Disclosure>
          );
        })}
      </div>
    </Card>
  );
}
