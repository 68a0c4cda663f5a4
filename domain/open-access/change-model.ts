/** What of a part a line is about; its words are `openaccess.fields.<field>`. */
export type ValueField =
  | 'contacts'
  | 'notificationUrl'
  | 'fileName'
  | 'entityId'
  | 'signOnUrl'
  | 'fingerprints'
  | 'attachmentsOn'
  | 'bucketName'
  | 'bucketRegion'
  | 'bucketAccessKey'
  | 'secretSetAt'
  | 'orderPaymentUrl'
  | 'rechargeUrl';

/** One line of a part as it was, or as it became. */
export interface ValueLine {
  readonly field: ValueField;
  readonly value: string | boolean | Date | readonly string[] | null;
}

/** Whether a change can be taken back, or why not. */
export type Undoable = 'yes' | 'undone' | 'overtaken' | 'secret';
