import { bytesOf, type DemoFile, type DemoLine, overdueAt } from './demo-bank';
import { amountFacts, type DemoDeed, dayOf, sha256Of } from './demo-deeds';
import { demoEmail, demoId } from './demo-organizations';

/** What the files have done: each was taken in, each line went to a partner or into suspense. */
export const bankDeeds = (files: readonly DemoFile[]): DemoDeed[] =>
  files.flatMap((file) => [
    {
      ...{ at: file.at, action: 'bank_files.receive', organization: 'cloud', subjectId: file.id },
      ...(file.source === 'upload'
        ? ({ by: demoEmail('finance', 'cloud'), via: 'session' } as const)
        : ({ by: null, via: 'job' } as const)),
      detail: { format: file.format, bytes: String(bytesOf(file)), sha256: sha256Of(file.id).slice(2) },
    },
    ...file.made.flatMap(lineDeeds),
  ]);

function lineDeeds(line: DemoLine): DemoDeed[] {
  const facts = amountFacts(line.minor);
  const { state, bankReference } = line;
  const detail = {
    ...facts,
    bankReference,
    receivedOn: dayOf(line.at),
    state: state === 'posted' && line.recharge ? state : 'suspense',
  };
  const byJob = { at: line.at, by: null, via: 'job', organization: 'cloud' } as const;
  if (line.recharge && line.partner) {
    const { id, transferId } = line.recharge;
    const way = { debit: 'cloud:bank_clearing', credit: `${line.partner}:funds` } as const;
    return [
      {
        ...{ ...byJob, action: 'bank_files.import', subjectId: line.id },
        detail: { ...detail, organizationId: demoId('organization', line.partner) },
        event: {
          ...{ kind: 'recharge.credited', organization: line.partner, subjectId: id },
          payload: { ...facts, bankTransferId: id },
        },
        posting: { transferId, kind: 'recharge', ...way, amountMinor: line.minor },
      },
    ];
  }
  if (!line.receiptId) return [];
  const way = { debit: 'cloud:bank_clearing', credit: 'cloud:recharge_suspense' } as const;
  return [
    {
      ...{
        ...byJob,
        ...{ action: 'bank_files.import', subjectId: line.id, detail: { ...detail, organizationId: null } },
      },
      event: { kind: 'bank_line.suspended', organization: 'cloud', payload: facts },
      posting: { transferId: line.receiptId, kind: 'bank_receipt', ...way, amountMinor: line.minor },
    },
    ...(line.key === 'old' ? [alertDeed(line)] : []),
  ];
}

/** As domain/reconciliation/alert-suspense.ts tells of it. */
function alertDeed(line: DemoLine): DemoDeed {
  const facts = { ...amountFacts(line.minor), lines: '1', days: '30' };
  return {
    ...{ at: overdueAt(line), action: 'bank_lines.alert', by: null, via: 'job', organization: 'cloud' },
    ...{ subjectId: demoId('organization', 'cloud'), detail: facts },
    event: { kind: 'suspense.overdue', organization: 'cloud', payload: facts },
  };
}
