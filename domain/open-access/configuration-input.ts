import { z } from 'zod';
import { mobileNumber } from '@/domain/identity/organization-input';
import { perCurrency } from '@/lib/amount-input';
import { idOf } from '@/lib/id';
import { optionalPublicUrl } from '@/lib/public-url';
import { seenInput } from '@/lib/seen-input';
import { emailAddress, optionalText, plainText } from '@/lib/text';
import { bucketRegions, contactRows } from './configuration-model';

export const startAccessInput = z.strictObject({});

const row = {
  name: optionalText(64),
  mobile: mobileNumber,
  email: z
    .string()
    .nullish()
    .transform((text) => text?.trim() || null)
    .pipe(emailAddress.nullable()),
};
type Row = { readonly [Column in keyof typeof row]: z.output<(typeof row)[Column]> };

/** The columns of a row under its number. The compiler does not follow keys that are put together; the type says what the line above makes. */
const rowOf = <N extends (typeof contactRows)[number]>(n: N) =>
  ({
    [`name${n}`]: row.name,
    [`mobile${n}`]: row.mobile,
    [`email${n}`]: row.email,
  }) as { [Key in `name${N}`]: typeof row.name } & { [Key in `mobile${N}`]: typeof row.mobile } & {
    [Key in `email${N}`]: typeof row.email;
  };

/** Contacts as a form of five rows has them. A row that is empty is none; any other has a name, and a way to reach it. */
export const setContactsInput = z
  .strictObject({ ...rowOf(1), ...rowOf(2), ...rowOf(3), ...rowOf(4), ...rowOf(5), seen: seenInput })
  .transform((form, context) => {
    const rows = contactRows.map(
      (n): Row => ({ name: form[`name${n}`], mobile: form[`mobile${n}`], email: form[`email${n}`] }),
    );
    const contacts = rows.flatMap(({ name, mobile, email }, index) => {
      if (name === null && mobile === null && email === null) return [];
      const problem = (column: keyof Row, message: string) => {
        context.addIssue({ code: 'custom', path: [`${column}${index + 1}`], message });
        return [];
      };
      if (name === null) return problem('name', 'required');
      if (mobile === null && email === null) return problem('mobile', 'contact_missing');
      return [{ name, mobile, email }];
    });
    return { contacts, seen: form.seen };
  });

/** Where results of associations go; nothing written is none. */
export const setNotificationUrlInput = z.strictObject({ notificationUrl: optionalPublicUrl, seen: seenInput });

/** A file as a browser sent it. */
export const uploadIdpMetadataInput = z.strictObject({
  name: plainText(255).refine((name) => /\.xml$/i.test(name), 'metadata_not_xml_file'),
  content: z.instanceof(Uint8Array),
  seen: seenInput,
});

export const removeIdpMetadataInput = z.strictObject({ seen: seenInput });

/** A box that is ticked, or is not. */
const tick = z
  .union([z.boolean(), z.literal('yes')])
  .optional()
  .transform((value) => value === true || value === 'yes');

/** Names as object stores take them, which also stand in addresses. */
const bucketName = optionalText(63).refine(
  (name) =>
    name === null ||
    (/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !/\.\.|\.-|-\./.test(name) && !/^[\d.]+$/.test(name)),
  'invalid_bucket_name',
);
const accessKey = optionalText(128).refine(
  (key) => key === null || /^[A-Za-z0-9]{16,128}$/.test(key),
  'invalid_access_key',
);
const secret = optionalText(256).refine(
  (text) => text === null || /^[\x21-\x7e]{16,256}$/.test(text),
  'invalid_secret_key',
);

/** Whether attachments are uploaded, and to which bucket. An empty secret leaves the one in force. */
export const setAttachmentsInput = perCurrency((currency) =>
  z
    .strictObject({
      attachmentsOn: tick,
      bucketName,
      bucketRegion: optionalText(64).refine(
        (region) => region === null || bucketRegions(currency).includes(region),
        'invalid_region',
      ),
      bucketAccessKey: accessKey,
      bucketSecret: secret,
      seen: seenInput,
    })
    .superRefine(({ attachmentsOn, ...bucket }, context) => {
      for (const member of ['bucketName', 'bucketRegion', 'bucketAccessKey'] as const) {
        if (attachmentsOn && bucket[member] === null)
          context.addIssue({ code: 'custom', path: [member], message: 'required' });
      }
    }),
);

export const undoChangeInput = z.strictObject({ accessChangeId: idOf('accessChange') });
