import { getTranslations } from 'next-intl/server';
import { exampleOf, exampleRequest } from '@/app/_reference/example-values';
import type { Member, ReferenceOperation } from '@/app/_reference/reference-operations';
import { ActionForm } from '@/components/form/action-form';
import { SelectField } from '@/components/form/select-field';
import { TextArea, TextField } from '@/components/form/text-field';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { SubmitButton } from '@/components/ui/submit-button';
import { tryOperationAction } from '../actions';
import { TryAnswer } from './try-answer';

/** A form that sends the operation with the reader's sandbox key and shows what was answered. */
export async function TryCard({ operation, mayTry }: { operation: ReferenceOperation; mayTry: boolean }) {
  const t = await getTranslations('apireference');
  const { name, summary, parameters, isWrite, bodySchema } = operation;
  if (!mayTry) {
    return (
      <Card title={t('try')}>
        <p className="text-muted">{t('tryOff')}</p>
      </Card>
    );
  }
  const { body } = exampleRequest(operation);
  const hasLanguage = parameters.some((member) => member.name === 'X-Language');
  return (
    <Card title={t('try')}>
      <div className="flex flex-col gap-3">
        <p className="max-w-3xl text-muted">{t('tryNote')}</p>
        {isWrite && <Alert kind="info">{t('tryWrite')}</Alert>}
        <ActionForm action={tryOperationAction} label={`${t('try')} · ${summary}`} className="flex flex-col gap-4">
          <input type="hidden" name="operation" value={name} />
          <div className="flex max-w-xl flex-col gap-4">
            {parameters.map((member) => (
              <MemberField
                key={`${member.place} ${member.name}`}
                member={member}
                words={{ list: t('listHint'), optional: t('optional') }}
              />
            ))}
            {hasLanguage && (
              <SelectField
                name="language"
                label={t('language')}
                options={['zh_CN', 'en_US'].map((value) => ({ value, label: value }))}
              />
            )}
            {bodySchema && (
              <TextArea
                name="body"
                label={t('bodyField')}
                defaultValue={JSON.stringify(body, null, 2)}
                rows={8}
                maxLength={100_000}
                spellCheck={false}
                className="font-mono"
              />
            )}
            <div>
              <SubmitButton>{t('send')}</SubmitButton>
            </div>
          </div>
          <TryAnswer
            text={{
              answered: t('answered', { status: '{status}' }),
              request: t('sentRequest'),
              headers: t('answerHeaders'),
              body: t('answerBody'),
              noBody: t('noBody'),
            }}
          />
        </ActionForm>
      </div>
    </Card>
  );
}

/** Nothing for headers: the language has a choice of its own, and request keys are made. */
function MemberField({ member, words }: { member: Member; words: { list: string; optional: string } }) {
  const { name, place, schema, isRequired, description } = member;
  if (place !== 'query' && place !== 'path') return null;
  const field = {
    name: `${place}_${name}`,
    label: name,
    autoComplete: 'off',
    spellCheck: false,
    ...(isRequired ? { defaultValue: String(exampleOf(name, schema)) } : { optional: words.optional }),
  };
  return schema.type === 'array' ? (
    <TextArea {...field} hint={`${description} ${words.list}`} rows={2} />
  ) : (
    <TextField {...field} hint={description} />
  );
}
