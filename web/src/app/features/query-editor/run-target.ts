import type { Kind } from '@orrery/contracts';
import { dialectOf, splitStatements, statementAt } from '@orrery/dialects';

/** A part of the editor's text that is, or would be, run. `start` is where it begins in the whole text, in UTF-16 code units. */
export interface RunPart {
  readonly text: string;
  readonly start: number;
}

/** Above this the statement at the cursor is not looked for while typing; it is when something is run. */
export const livelyLength = 200_000;

const spoken = (kind: string | undefined): Kind | undefined => (kind === undefined ? undefined : dialectOf(kind)?.kind);

function trimmed(text: string, start: number): RunPart | null {
  const inner = text.trim();
  return inner === '' ? null : { text: inner, start: start + text.indexOf(inner) };
}

/** All of a text. */
export const wholeText = (text: string): RunPart | null => trimmed(text, 0);

/** What Run runs: the selection, else the statement at the cursor. Null where there is nothing to run. */
export function partToRun(
  kind: string | undefined,
  text: string,
  offset: number,
  selection: { readonly start: number; readonly end: number } | null,
): RunPart | null {
  if (selection) {
    const part = trimmed(text.slice(selection.start, selection.end), selection.start);
    if (part) return part;
  }
  const language = spoken(kind);
  if (!language) return wholeText(text);
  const statement = statementAt(language, text, offset);
  return statement ? { text: statement.text, start: statement.start } : null;
}

/** The statement of a text that stands at a place in its order, as the server counts them. */
export function statementText(kind: string | undefined, text: string, index: number): string {
  const language = spoken(kind);
  return language ? (splitStatements(language, text)[index]?.text ?? text) : text;
}

/** How many statements a text has. */
export const statementCount = (kind: string | undefined, text: string): number => {
  const language = spoken(kind);
  return language ? splitStatements(language, text).length : 1;
};

/** The word at a place, for marking an error there: at least one character, so that it can be seen. */
export function wordAt(text: string, offset: number): { readonly start: number; readonly end: number } {
  const start = Math.max(0, Math.min(offset, text.length));
  const word = /^[\p{L}\p{N}_$]+|^"[^"\n]*"|^`[^`\n]*`|^'[^'\n]*'/u.exec(text.slice(start, start + 200))?.[0] ?? '';
  if (word !== '') return { start, end: start + word.length };
  // at the end of the text, or on a space: the character before is what can be underlined
  return start < text.length && /\S/.test(text.charAt(start))
    ? { start, end: start + 1 }
    : { start: Math.max(0, start - 1), end: Math.max(1, start) };
}

/** Where a 1-based line of a part begins and ends in the whole text. */
export function lineSpan(part: RunPart, line: number): { readonly start: number; readonly end: number } {
  const lines = part.text.split('\n');
  const before = lines.slice(0, line - 1).reduce((length, one) => length + one.length + 1, 0);
  const start = part.start + Math.min(before, part.text.length);
  return { start, end: start + (lines[line - 1]?.length ?? 0) };
}

/** Line and column (both 1-based) of a place in a text. */
export function lineAndColumn(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}
