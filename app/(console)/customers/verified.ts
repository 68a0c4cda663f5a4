const verifiedKeys = { '-1': 'none', '0': 'inReview', '1': 'refused', '2': 'verified', '3': 'failed' } as const;

/** The word for a state of the real-name verification. @source api/bss-openapi.json CustomerInformation.verified_status */
export const verifiedKey = (status: string) =>
  Object.entries(verifiedKeys).find(([code]) => code === status)?.[1] ?? verifiedKeys['-1'];
