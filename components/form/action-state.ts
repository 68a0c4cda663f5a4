/** What one of our own APIs answered to somebody trying it out. */
export interface TriedAnswer {
  /** The request's first line and its headers. */
  readonly request: string;
  readonly status: number;
  readonly headers: string;
  readonly body: string;
}

/** What a server action answers to the form that called it. Its shape is `(previous, data) => Promise<ActionState>`. */
export type ActionState =
  | { status: 'idle' }
  | {
      status: 'done';
      /** The id of what was made or changed. */
      id: string;
      message?: string;
      /** Shown once and never again: a new API secret, a sign-in link. */
      secret?: string;
    }
  | {
      /** Something was asked and nothing was changed: the form stays as it was filled in. */
      status: 'answered';
      answer: TriedAnswer;
      values: Record<string, string>;
    }
  | {
      status: 'refused';
      code: string;
      message: string;
      /** What is wrong with a field, by its name. */
      fields?: Record<string, string>;
      /** What was entered, so that a form without scripts comes back filled in. Never passwords. */
      values?: Record<string, string>;
    };

export type FormAction = (previous: ActionState, data: FormData) => Promise<ActionState>;

export const idle: ActionState = { status: 'idle' };

/** The hidden input that carries the request key, and the search parameter of reviews that does. */
export const requestKeyField = 'request';
