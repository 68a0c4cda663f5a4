import { z } from 'zod';

const fields = z.object({
  DATABASE_URL: z.string().min(1, 'DATABASE_URL is missing: the connection of the application role'),
  NEXTAUTH_URL: z.url('NEXTAUTH_URL must be the address people open, such as https://partners.example.com'),
  NEXTAUTH_SECRET: z.string().min(32, 'NEXTAUTH_SECRET must have at least 32 characters (openssl rand -base64 32)'),
  KEY_ENCRYPTION_KEY: z
    .string()
    .regex(
      /^[A-Za-z0-9+/]{43}=(,[A-Za-z0-9+/]{43}=)*$/,
      'KEY_ENCRYPTION_KEY must be 32 bytes in base64 (openssl rand -base64 32)',
    ),
  BRAND_NAME: z.string().min(1).default('Partner Center'),
  APP_ENV: z.enum(['production', 'test']).default('production'),
  /** Where mail leaves: `smtp://user:password@host:587`. Without it mails are kept and can be read in the console. */
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, 'SMTP_URL must begin with smtp:// or smtps://')
    .optional(),
  MAIL_FROM: z.string().min(3).default('Partner Center <no-reply@localhost>'),
  /** `off`: this process does no background work. */
  JOBS: z.enum(['on', 'off']).default('on'),
  /** `1`: online recharges can be paid with the test provider, which moves no money in the world. Never in production. */
  PAYMENT_TEST_PROVIDER: z.enum(['0', '1']).default('0'),
  /** What the test provider signs with. */
  PAYMENT_TEST_SECRET: z.string().min(32, 'PAYMENT_TEST_SECRET must have at least 32 characters').optional(),
  /** A folder that banks' files are put into; without it nothing is watched. */
  BANK_INBOX: z.string().min(1).optional(),
  TRUST_PROXY: z.enum(['0', '1']).default('0'),
});

const schema = fields.refine(
  (given) => given.PAYMENT_TEST_PROVIDER === '0' || given.PAYMENT_TEST_SECRET !== undefined,
  {
    path: ['PAYMENT_TEST_SECRET'],
    message: 'PAYMENT_TEST_SECRET is missing: PAYMENT_TEST_PROVIDER is 1',
  },
);

export type Environment = z.output<typeof schema>;
let parsed: Environment | undefined;

/**
 * The settings of this process, parsed once.
 *
 * @throws Error naming each variable that is missing or wrong, without its value
 * @source design/decisions.md 33
 */
export function env(): Environment {
  if (parsed) return parsed;
  const result = schema.safeParse(process.env);
  if (!result.success) {
    const lines = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The environment is not complete:\n${lines.join('\n')}`);
  }
  parsed = result.data;
  return parsed;
}
