import { SaxesParser } from 'saxes';

/** An element with its namespace: attributes without one by their names, the text between the tags in one piece. */
export interface XmlElement {
  readonly namespace: string;
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

/** Why something was not read: it is no well-formed XML, or declares a document type, with which entities come. */
export type XmlProblem = 'not_xml' | 'doctype';

/** Far above what documents of a few pages need, and below what keeps a process busy: signatures are checked in time that grows by squares. */
const depthMax = 64;
const elementsMax = 4_000;
const attributesMax = 4_000;

class Unread extends Error {
  readonly problem: XmlProblem;
  constructor(problem: XmlProblem) {
    super(problem);
    this.problem = problem;
  }
}

/**
 * Reads a document from somebody else whole, as a tree.
 *
 * A document type ends it: no entity is ever declared, so none grows, and nothing is fetched. Depth and the numbers of elements and
 * attributes are bounded; the length is the caller's matter.
 *
 * @source quality/acceptance.md I16, spec/08 §8.1
 */
export function readXml(text: string): XmlElement | XmlProblem {
  try {
    return readTree(text);
  } catch (error) {
    if (error instanceof Unread) return error.problem;
    throw error;
  }
}

interface Open {
  readonly namespace: string;
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  text: string;
}

function readTree(text: string): XmlElement {
  const parser = new SaxesParser({ xmlns: true });
  const open: Open[] = [];
  let root: XmlElement | undefined;
  let elements = 0;
  let attributesSeen = 0;
  const fail = (problem: XmlProblem): never => {
    throw new Unread(problem);
  };
  const add = (piece: string) => {
    const element = open.at(-1);
    if (element) element.text += piece;
  };
  parser.on('error', () => fail('not_xml'));
  parser.on('doctype', () => fail('doctype'));
  parser.on('text', add);
  parser.on('cdata', add);
  parser.on('attribute', () => {
    attributesSeen += 1;
    if (attributesSeen > attributesMax) fail('not_xml');
  });
  parser.on('opentag', ({ uri, local, attributes }) => {
    elements += 1;
    if (elements > elementsMax || open.length >= depthMax) fail('not_xml');
    const plain = Object.values(attributes).filter((attribute) => attribute.uri === '');
    const values = new Map(plain.map(({ local: name, value }) => [name, value]));
    open.push({ namespace: uri, name: local, attributes: values, children: [], text: '' });
  });
  parser.on('closetag', () => {
    const element = open.pop();
    if (!element) return;
    const parent = open.at(-1);
    if (parent) parent.children.push(element);
    else root = element;
  });
  // Entities are declared within a document type, which may stand before anything else is wrong with the text.
  if (/<!DOCTYPE/i.test(text)) fail('doctype');
  parser.write(text).close();
  return root ?? fail('not_xml');
}

/** The element itself and everything in it, in the order of the document. */
export function* withDescendants(element: XmlElement): Generator<XmlElement, void, void> {
  yield element;
  for (const child of element.children) yield* withDescendants(child);
}
