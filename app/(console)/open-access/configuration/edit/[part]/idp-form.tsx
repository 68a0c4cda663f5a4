import { getTranslations } from 'next-intl/server';
import { newRequestKey } from '@/app/_entry/request-key';
import { ActionForm } from '@/components/form/action-form';
import { PostedForm } from '@/components/form/posted-form';
import { TextField } from '@/components/form/text-field';
import { bytesLimit } from '@/components/form/upload-limit';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Disclosure } from '@/components/ui/disclosure';
import { SubmitButton } from '@/components/ui/submit-button';
import { metadataBytesMax } from '@/domain/open-access/configuration-model';
import type { IdpMetadataFacts } from '@/domain/open-access/configuration-queries';
import { isRefusalCode } from '@/domain/refusal';
import { seenOf } from '@/domain/seen-values';
import { removeIdpMetadataAction } from '../../../actions';

/** The file is sent as it is: the browser posts the form, with or without scripts. */
export async function IdpForm({
  facts,
  params,
  label,
}: {
  facts: IdpMetadataFacts | null;
  params: SearchParams;
  label: string;
}) {
  const [t, ui, fields, refused] = await Promise.all([
    getTranslations('openaccess.edit'),
    getTranslations('ui.form'),
    getTranslations('fields'),
    refusedBy(params),
  ]);
  const seen = seenOf({ file: facts?.id ?? null });
  return (
    <div className="flex flex-col gap-4">
      <PostedForm
        action="/open-access/configuration/upload"
        label={label}
        refused={refused}
        file={{ title: t('refused'), message: ui('tooLarge') }}
      >
        <input type="hidden" name="request" value={newRequestKey()} />
        <input type="hidden" name="seen" value={seen} />
        <p className="wrap-anywhere">{facts ? t('fileInForce', { file: facts.fileName }) : t('noFileInForce')}</p>
        <TextField
          name="file"
          type="file"
          accept=".xml"
          label={t('file')}
          hint={t('fileHint')}
          {...bytesLimit(metadataBytesMax, fields('metadata_too_large'))}
        />
        <div>
          <SubmitButton>{t('upload')}</SubmitButton>
        </div>
      </PostedForm>
      {facts && (
        <Disclosure summary={t('removeOpen')}>
          <ActionForm
            action={removeIdpMetadataAction}
            requestKey={newRequestKey()}
            seen={seen}
            label={t('remove')}
            className="flex max-w-2xl flex-col gap-3"
          >
            <p className="text-muted">{t('removeText')}</p>
            <div>
              <SubmitButton variant="danger">{t('removeConfirm', { file: facts.fileName })}</SubmitButton>
            </div>
          </ActionForm>
        </Disclosure>
      )}
    </div>
  );
}

/** Why the form came back, by the codes in its address; what is no code of ours says nothing. */
async function refusedBy(params: SearchParams) {
  const [t, refusals, fields] = await Promise.all([
    getTranslations('openaccess.edit'),
    getTranslations('refusals'),
    getTranslations('fields'),
  ]);
  const [problem, reason] = [paramOf(params, 'problem'), paramOf(params, 'reason')];
  if (!isRefusalCode(problem)) return undefined;
  const isKnown = /^[a-z0-9_]+$/.test(reason) && fields.has(reason);
  return { title: t('refused'), message: refusals(problem), fields: isKnown ? { file: fields(reason) } : {} };
}
