/**
 * The edition of the agreement on long-term payment by another, whose text is `payers.agreement` in `messages/<language>/recharge.json`. Change it
 * with any of its words: whoever read another edition is asked again, and each agreement keeps the one it was made under.
 */
export const payerAgreementVersion = '2026-11';
