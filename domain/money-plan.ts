import type { SQL } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import type { Id, Kind } from '@/lib/id';
import type { Actor } from './actor';
import type { Outcome } from './command';
import type { Simulation, Transfer } from './ledger/post';
import type { CommonCode, FieldProblems, RefusalCode } from './refusal';
import type { AuditFact, DomainEvent } from './trail';

/** One request as a money command's body sees it: parsed, permitted, with the ids of what it will make. */
export interface MoneyItem<Input, K extends Kind> {
  readonly actor: Actor;
  readonly input: Input;
  readonly id: Id<K>;
  readonly transferId: Id<'transfer'>;
}

/** A request on its way: the item, its key, and the digest (32 bytes) of what it asks for. */
export interface MoneyEntry<Input, K extends Kind> extends MoneyItem<Input, K> {
  readonly requestKey: string;
  readonly fingerprint: Buffer;
}

/** What an item comes to: the transfer to post, the business row to keep, what the audit and the outbox say. */
export interface Plan<Row> {
  readonly transfer: Transfer;
  readonly row: Row;
  readonly audit: Omit<AuditFact, 'action' | 'transferId'>;
  readonly event: Omit<DomainEvent, 'transferId'>;
}

/** A plan, or why there is none. */
export type Planned<Row, Code extends RefusalCode> =
  | Plan<Row>
  | { readonly refused: Code; readonly fields?: FieldProblems };

/** The part of a money command's definition that works on a batch. */
export interface MoneyBody<Input, Code extends RefusalCode, K extends Kind, Row> {
  readonly name: string;
  readonly returns: K;
  /** Set-based checks over rows it locks; answers each item, in order. */
  readonly plan: (tx: Transaction, items: readonly MoneyItem<Input, K>[]) => Promise<Planned<Row, Code>[]>;
  /** The `insert` of the business rows, as one statement. */
  readonly record: (rows: readonly (Row & { readonly postedAt: string })[]) => SQL;
}

/** How a money command answers one request. */
export type MoneyOutcome<Code extends RefusalCode, K extends Kind> = Outcome<Code | 'insufficient_balance', K>;

/** What would happen to one item: both balances (minor units) before and after, or why not. */
export type Preview<Row, Code extends RefusalCode> =
  | { readonly ok: true; readonly row: Row; readonly balances: Omit<Simulation, 'outcome'> }
  | {
      readonly ok: false;
      readonly code: Code | CommonCode | 'insufficient_balance';
      readonly fields: FieldProblems;
      readonly balances?: Omit<Simulation, 'outcome'>;
    };
