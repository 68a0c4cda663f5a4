import { SaxesParser } from 'saxes';

/** An element of a parsed document: its name, attributes, children in their order, and its text. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** Parses XML strictly. Throws where it is not well-formed. */
export function parseXml(xml: string): Element {
  const parser = new SaxesParser();
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open: Element[] = [root];
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name, attributes: attributes as Record<string, string>, children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    const element = open.at(-1);
    if (element) element.text += text;
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.write(xml).close();
  const [document] = root.children;
  if (!document) throw new Error('no document');
  return document;
}

/** The first element under `from` along a path of names. */
export function at(from: Element, path: string): Element | undefined {
  return path
    .split('/')
    .reduce<Element | undefined>((element, name) => element?.children.find((child) => child.name === name), from);
}

type Check = (element: Element) => string | false;
const max =
  (length: number): Check =>
  ({ text }) =>
    ([...text].length < 1 || [...text].length > length) && `is ${[...text].length} long`;
const form =
  (pattern: RegExp): Check =>
  ({ text }) =>
    !pattern.test(text) && `is ${text}`;
/** Identifiers: SWIFT's character set, at most 35, no slash at an end, none doubled. */
const identifier: Check = form(/^(?!\/)(?!.*\/\/)[A-Za-z0-9/?:().,'+ -]{1,35}(?<!\/)$/);
const decimal = form(/^\d{1,16}\.\d{2}$/);

/** One element of a sequence: its name, how often it may be there, and what is in it. */
type Part = readonly [
  name: string,
  min: number,
  max: number,
  content: Check | readonly Part[] | { readonly choice: readonly Part[] },
];

const account: readonly Part[] = [
  [
    'Id',
    1,
    1,
    {
      choice: [
        ['IBAN', 1, 1, form(/^[A-Z]{2}[0-9]{2}[a-zA-Z0-9]{1,30}$/)],
        ['Othr', 1, 1, [['Id', 1, 1, max(34)]]],
      ],
    },
  ],
  ['Ccy', 0, 1, form(/^[A-Z]{3}$/)],
  ['Nm', 0, 1, max(70)],
];
const agent: readonly Part[] = [
  [
    'FinInstnId',
    1,
    1,
    [
      ['BICFI', 0, 1, form(/^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/)],
      ['Nm', 0, 1, max(140)],
    ],
  ],
  [
    'BrnchId',
    0,
    1,
    [
      ['Id', 0, 1, max(35)],
      ['Nm', 0, 1, max(140)],
    ],
  ],
];
const party: readonly Part[] = [['Nm', 0, 1, max(140)]];
const transfer: readonly Part[] = [
  [
    'PmtId',
    1,
    1,
    [
      ['InstrId', 0, 1, identifier],
      ['EndToEndId', 1, 1, identifier],
      ['UETR', 0, 1, max(36)],
    ],
  ],
  ['PmtTpInf', 0, 1, []],
  ['Amt', 1, 1, [['InstdAmt', 1, 1, decimal]]],
  ['ChrgBr', 0, 1, form(/^(DEBT|CRED|SHAR|SLEV)$/)],
  ['CdtrAgt', 0, 1, agent],
  ['Cdtr', 0, 1, party],
  ['CdtrAcct', 0, 1, account],
  ['Purp', 0, 1, []],
  ['RmtInf', 0, 1, [['Ustrd', 0, Number.POSITIVE_INFINITY, max(140)]]],
];
const message: readonly Part[] = [
  [
    'CstmrCdtTrfInitn',
    1,
    1,
    [
      [
        'GrpHdr',
        1,
        1,
        [
          ['MsgId', 1, 1, identifier],
          ['CreDtTm', 1, 1, form(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})$/)],
          ['NbOfTxs', 1, 1, form(/^[0-9]{1,15}$/)],
          ['CtrlSum', 0, 1, decimal],
          ['InitgPty', 1, 1, party],
        ],
      ],
      [
        'PmtInf',
        1,
        Number.POSITIVE_INFINITY,
        [
          ['PmtInfId', 1, 1, identifier],
          ['PmtMtd', 1, 1, form(/^(CHK|TRF|TRA)$/)],
          ['BtchBookg', 0, 1, form(/^(true|false)$/)],
          ['NbOfTxs', 0, 1, form(/^[0-9]{1,15}$/)],
          ['CtrlSum', 0, 1, decimal],
          ['PmtTpInf', 0, 1, []],
          ['ReqdExctnDt', 1, 1, { choice: [['Dt', 1, 1, form(/^\d{4}-\d{2}-\d{2}$/)]] }],
          ['Dbtr', 1, 1, party],
          ['DbtrAcct', 1, 1, account],
          ['DbtrAgt', 1, 1, agent],
          ['ChrgBr', 0, 1, form(/^(DEBT|CRED|SHAR|SLEV)$/)],
          ['CdtTrfTxInf', 1, Number.POSITIVE_INFINITY, transfer],
        ],
      ],
    ],
  ],
];

/**
 * What in a document is not as `pain.001.001.09` has it: the order and number of elements, lengths, forms, identifiers that are not unique,
 * counts and sums. The part of the schema that we write, kept by hand against the message definition report.
 */
export function painProblems(document: Element): string[] {
  const problems: string[] = [];
  if (document.name !== 'Document') problems.push(`the root is ${document.name}`);
  if (document.attributes['xmlns'] !== 'urn:iso:std:iso:20022:tech:xsd:pain.001.001.09')
    problems.push('another namespace');
  check(document, message, problems);
  const initiation = at(document, 'CstmrCdtTrfInitn');
  const groups = initiation?.children.filter(({ name }) => name === 'PmtInf') ?? [];
  const transfers = groups.flatMap(({ children }) => children.filter(({ name }) => name === 'CdtTrfTxInf'));
  const header = initiation && at(initiation, 'GrpHdr');
  for (const [whole, parts] of [
    [header, transfers],
    ...groups.map((group) => [group, transfersOf(group)] as const),
  ] as const) {
    if (!whole) continue;
    const cents = parts.reduce((sum, part) => sum + centsOf(at(part, 'Amt/InstdAmt')?.text), 0n);
    if (at(whole, 'NbOfTxs')?.text !== String(parts.length)) problems.push(`${whole.name}/NbOfTxs`);
    if (centsOf(at(whole, 'CtrlSum')?.text) !== cents) problems.push(`${whole.name}/CtrlSum`);
  }
  const ids = transfers.map((each) => at(each, 'PmtId/EndToEndId')?.text);
  if (new Set(ids).size !== ids.length) problems.push('EndToEndId is not unique');
  for (const each of transfers)
    if (!/^[A-Z]{3}$/.test(at(each, 'Amt/InstdAmt')?.attributes['Ccy'] ?? ''))
      problems.push('InstdAmt without currency');
  return problems;
}

const transfersOf = (group: Element) => group.children.filter(({ name }) => name === 'CdtTrfTxInf');
const centsOf = (text = '') => BigInt(text.replace('.', ''));

function check(element: Element, parts: readonly Part[], problems: string[]): void {
  const known = parts.map(([name]) => name);
  const found = element.children.map(({ name }) => known.indexOf(name));
  if (found.includes(-1)) problems.push(`${element.name} holds what it must not`);
  if (found.some((position, n) => n > 0 && position < (found[n - 1] ?? 0)))
    problems.push(`${element.name} is out of order`);
  if (element.children.length > 0 && element.text.trim() !== '') problems.push(`${element.name} has text`);
  for (const [name, min, most, content] of parts) {
    const children = element.children.filter((child) => child.name === name);
    if (children.length < min || children.length > most) problems.push(`${element.name}/${name}: ${children.length}`);
    for (const child of children) {
      if (typeof content === 'function') {
        const problem = content(child);
        if (problem) problems.push(`${name} ${problem}`);
      } else if ('choice' in content) {
        if (child.children.length !== 1) problems.push(`${name} is no choice of one`);
        check(
          child,
          content.choice.filter(([option]) => option === child.children[0]?.name),
          problems,
        );
      } else check(child, content, problems);
    }
  }
}
