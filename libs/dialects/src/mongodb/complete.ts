import { type CompletionAsk, narrowed, type Suggestion, type TableDetails, tableOf } from '../completion/suggest.js';
import { mongoOperators } from './keywords.js';
import { constructors } from './literals.js';
import { chains, collectionMethods, databaseMethods } from './methods.js';
import { Scanner, type TokenKind } from './scan.js';
import { fieldText } from './value.js';

interface Token {
  readonly kind: TokenKind;
  readonly raw: string;
}

/** A bracket that is open at the caret. */
interface Open {
  readonly raw: string;
  /** The place of the bracket among the tokens. */
  readonly at: number;
}

/** What is wanted at a caret in a statement of the shell. */
type Place =
  | { readonly wants: 'root' | 'database' | 'collection' | 'value' }
  | { readonly wants: 'chain'; readonly method: string }
  /** A key of a document; `inside` is the path of the document that it stands in, with a dot behind it. */
  | { readonly wants: 'key'; readonly inside: string };

/** What can be written at a caret in a statement of MongoDB's shell; undefined inside of text and comments. */
export function completeMongo(text: string, offset: number): CompletionAsk | undefined {
  const around = tokensBefore(text, offset);
  if (!around) return undefined;
  const { tokens, start, end } = around;
  const place = placeOf(tokens);
  const collection = collectionIn(tokens);
  const typed = { text: text.slice(start, offset), start, end };
  return {
    typed,
    needs: (known) => {
      const table = place.wants === 'key' && collection !== undefined ? tableOf(known, [collection]) : undefined;
      return table ? [table] : [];
    },
    suggest: (known, details) => {
      switch (place.wants) {
        case 'root':
          return ['db', 'show collections', 'show dbs'].map((one) => ({ text: one, kind: 'keyword', rank: 0 }));
        case 'database':
          return [
            ...narrowed(known.tables, typed.text).map(({ name, detail }) => collectionSuggestion(name, detail)),
            ...methods(databaseMethods.keys(), 3),
            ...methods(['getCollection', 'getSiblingDB'], 3),
          ];
        case 'collection':
          return methods(collectionMethods.keys(), 0);
        case 'chain':
          return methods([...(chains.get(place.method)?.keys() ?? []), 'explain'], 0);
        case 'key':
          return [
            ...fields(details, place.inside),
            ...mongoOperators.map((one): Suggestion => ({ text: one, kind: 'operator', rank: 3 })),
          ];
        default:
          return [...constructors.keys(), 'true', 'false', 'null'].map((one) => ({ text: one, kind: 'keyword', rank: 2 }));
      }
    },
  };
}

/** The tokens of the statement up to the caret, and where the word that it stands in begins and ends. */
function tokensBefore(
  text: string,
  offset: number,
): { readonly tokens: readonly Token[]; readonly start: number; readonly end: number } | undefined {
  const scanner = new Scanner(text);
  let tokens: Token[] = [];
  let depth = 0;
  let last = 0;
  for (scanner.next(); scanner.kind !== 'end' && scanner.start < offset; scanner.next()) {
    const { kind, start, end, raw, newLine } = scanner;
    if (depth === 0 && newLine && raw !== '.' && !/[.,=]$/.test(tokens.at(-1)?.raw ?? '')) tokens = [];
    if (offset < end || (offset === end && (kind === 'name' || kind === 'number' || !scanner.closed)))
      return kind === 'name' ? { tokens, start, end } : undefined;
    if (kind === 'symbol' && raw === ';' && depth === 0) tokens = [];
    else tokens.push({ kind, raw });
    if (kind === 'symbol') depth = Math.max(0, depth + ('([{'.includes(raw) ? 1 : ')]}'.includes(raw) ? -1 : 0));
    last = end;
  }
  const gap = text.slice(last, offset);
  if (/\/\/[^\r\n]*$/.test(gap) || gap.lastIndexOf('/*') > gap.lastIndexOf('*/')) return undefined;
  const goesOn = depth > 0 || /[.,=]$/.test(tokens.at(-1)?.raw ?? '') || !gap.includes('\n');
  return { tokens: goesOn ? tokens : [], start: offset, end: offset };
}

/** The collection that the statement is about. */
function collectionIn(tokens: readonly Token[]): string | undefined {
  const [db, dot, name, bracket, argument] = tokens;
  if (db?.raw !== 'db' || dot?.raw !== '.' || name?.kind !== 'name') return undefined;
  if (name.raw !== 'getCollection' || bracket?.raw !== '(') return name.raw;
  return argument?.kind === 'string' ? argument.raw.slice(1, -1) : undefined;
}

function placeOf(tokens: readonly Token[]): Place {
  const before = tokens.at(-1);
  if (!before) return { wants: 'root' };
  if (before.raw === '.') return behindDot(tokens.slice(0, -1));
  const open = openBrackets(tokens);
  const innermost = open.at(-1);
  if (innermost?.raw === '{' && (before.raw === '{' || before.raw === ','))
    return {
      wants: 'key',
      inside: open
        .map(({ at }) => keyBefore(tokens, at))
        .filter((key) => key !== '')
        .map((key) => `${key}.`)
        .join(''),
    };
  return { wants: 'value' };
}

function behindDot(tokens: readonly Token[]): Place {
  if (tokens.length === 1) return { wants: 'database' };
  if (tokens.at(-1)?.raw !== ')') return { wants: 'collection' };
  const open = openBrackets(tokens.slice(0, -1)).at(-1);
  const method = open && tokens[open.at - 1]?.raw;
  if (method === undefined || method === 'getCollection') return { wants: 'collection' };
  return method === 'getSiblingDB' ? { wants: 'database' } : { wants: 'chain', method: rootMethod(tokens, method) };
}

/** What can follow a call is told by the first one: `find(…).sort(…).` goes on as `find(…).` does. */
const rootMethod = (tokens: readonly Token[], method: string): string =>
  tokens.find(({ kind, raw }, at) => kind === 'name' && chains.has(raw) && tokens[at + 1]?.raw === '(')?.raw ?? method;

function openBrackets(tokens: readonly Token[]): readonly Open[] {
  const open: Open[] = [];
  for (const [at, { kind, raw }] of tokens.entries()) {
    if (kind !== 'symbol') continue;
    if ('([{'.includes(raw)) open.push({ raw, at });
    else if (')]}'.includes(raw)) open.pop();
  }
  return open;
}

/** The field whose value a bracket begins; operators are none. */
function keyBefore(tokens: readonly Token[], at: number): string {
  const key = tokens[at - 1]?.raw === ':' ? tokens[at - 2] : undefined;
  if (!key || key.raw.startsWith('$')) return '';
  return key.kind === 'string' ? key.raw.slice(1, -1) : key.raw;
}

const methods = (names: Iterable<string>, rank: number): Suggestion[] =>
  [...names].map((text) => ({ text, kind: 'method', rank, filter: text }));

/** A collection behind `db.`: by its name where that can stand there. */
const collectionSuggestion = (name: string, detail: string): Suggestion => {
  const isPlain = /^[A-Za-z_]\w*$/.test(name) && name !== '__proto__';
  return { text: isPlain ? name : `getCollection(${JSON.stringify(name)})`, kind: 'table', detail, rank: 1, filter: name };
};

const fields = (details: readonly TableDetails[], inside: string): Suggestion[] =>
  details
    .flatMap(({ columns }) => columns)
    .filter(({ name }) => name.startsWith(inside) && name !== inside)
    .map(({ name, detail }) => {
      const rest = name.slice(inside.length);
      return { text: fieldText(rest), kind: 'column', detail, rank: 1, filter: rest };
    });
