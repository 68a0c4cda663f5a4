/** Whether an agreement counts: it does, it was made void, or it has run out. */
export const payerStates = ['effective', 'void', 'expired'] as const;
export type PayerState = (typeof payerStates)[number];
