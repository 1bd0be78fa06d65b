import type { TextColumn } from './csv.js';
import { plainText } from './plain-text.js';

const cellText = (text: string): string =>
  text
    .replaceAll('\\', '\\\\')
    .replaceAll('|', '\\|')
    .replace(/\r\n?|\n/g, '<br>');

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** The head of a Markdown table, without the end of its second line; numbers stand on the right. */
export const markdownHead = (columns: readonly TextColumn[]): string =>
  `${line(columns.map(({ name }) => cellText(name)))}\n${line(columns.map(({ kind }) => (kind === 'number' ? '---:' : '---')))}`;

/** A row of a Markdown table. */
export const markdownLine = (columns: readonly TextColumn[], row: readonly unknown[]): string =>
  line(columns.map(({ kind }, at) => (row[at] === null ? 'NULL' : cellText(plainText(row[at], kind)))));
