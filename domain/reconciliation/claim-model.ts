/** How often an organization may look within an hour, how large a receipt may be, and how many claims it may make within a day. */
export const claimLimits = { searchesPerHour: 30, receiptBytesMax: 1_500_000, claimsPerDay: 50 } as const;

/** The states of a claim, in the order in which they are offered. */
export const claimStates = ['submitted', 'approved', 'rejected', 'withdrawn'] as const;
