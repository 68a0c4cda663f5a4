/** Seconds after which the next attempt follows, as domain/webhooks/retry-schedule.ts has them without their jitter. */
export const retryAfterSeconds = [0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400] as const;

/** An endpoint of qiming's, which exists nowhere. `downSince` in days ago: from then on nothing arrived. */
export interface EndpointPlan {
  readonly name: string;
  readonly url: string;
  readonly description: string;
  readonly types: readonly string[] | null;
  readonly madeDaysAgo: number;
  readonly downSince: number | null;
}

/** Of two servers that hear of qiming's events one has been down since the day before yesterday. */
export const endpointPlans: readonly EndpointPlan[] = [
  {
    ...{ name: 'qiming portal', url: 'https://events.qiming.example/partner-center', types: null },
    ...{ description: '客户门户', madeDaysAgo: 30, downSince: null },
  },
  {
    ...{ name: 'qiming ledger', url: 'https://ledger.qiming.example/api/webhooks', madeDaysAgo: 9, downSince: 1.9 },
    types: ['funds.allocated', 'funds.reclaimed', 'recharge.credited'],
    description: '财务系统 / ERP',
  },
];
