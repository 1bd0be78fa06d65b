/** The delimiters a table of text may use. */
export type Delimiter = ',' | ';' | '\t' | '|';

/** A field of text, and whether it stood in quotes: `""` is the empty text, nothing is no value. */
export interface TextField {
  readonly text: string;
  readonly quoted: boolean;
}

/**
 * Reads delimited text (RFC 4180, with any delimiter) into records. Quoted fields may hold delimiters, line ends and doubled quotes.
 * A quote in the middle of an unquoted field is part of it, as spreadsheets write it.
 */
export function* readRecords(text: string, delimiter: Delimiter): Generator<readonly TextField[], void, undefined> {
  const body = text.startsWith('\ufeff') ? text.slice(1) : text;
  let record: TextField[] = [];
  let at = 0;
  while (at <= body.length) {
    const field = body[at] === '"' ? quoted(body, at) : bare(body, at, delimiter);
    record.push(field);
    at = field.end;
    if (body[at] === delimiter) {
      at += 1;
      continue;
    }
    const isLast = at >= body.length;
    if (!(record.length === 1 && record[0]?.text === '' && !record[0].quoted)) yield record;
    record = [];
    if (isLast) return;
    at += body[at] === '\r' && body[at + 1] === '\n' ? 2 : 1;
  }
}

function bare(text: string, from: number, delimiter: string): TextField & { end: number } {
  let end = from;
  while (end < text.length) {
    const character = text[end];
    if (character === delimiter || character === '\n' || character === '\r') break;
    end += 1;
  }
  return { text: text.slice(from, end), quoted: false, end };
}

function quoted(text: string, from: number): TextField & { end: number } {
  let at = from + 1;
  let value = '';
  for (;;) {
    const close = text.indexOf('"', at);
    if (close < 0) return { text: value + text.slice(at), quoted: true, end: text.length };
    value += text.slice(at, close);
    if (text[close + 1] !== '"') {
      // what stands between the closing quote and the delimiter belongs to nobody: it is kept rather than lost
      let end = close + 1;
      while (end < text.length && !/[,;\t|\r\n]/.test(text[end] ?? '')) end += 1;
      return { text: value + text.slice(close + 1, end), quoted: true, end };
    }
    value += '"';
    at = close + 2;
  }
}

/** The delimiter that cuts the first lines into the most columns alike. */
export function guessDelimiter(text: string): Delimiter {
  const head = text.slice(0, 20_000);
  let best: Delimiter = ',';
  let bestScore = 0;
  for (const delimiter of [',', ';', '\t', '|'] as const) {
    const widths: number[] = [];
    for (const record of readRecords(head, delimiter)) {
      widths.push(record.length);
      if (widths.length === 20) break;
    }
    const first = widths[0] ?? 0;
    const alike = widths.filter((width) => width === first).length / Math.max(widths.length, 1);
    const score = first > 1 ? first * alike * alike : 0;
    if (score > bestScore) {
      best = delimiter;
      bestScore = score;
    }
  }
  return best;
}

/** A block as a spreadsheet puts it on the clipboard: lines of cells. One text without tabs or line ends is one cell. */
export function readClipboard(text: string): readonly (readonly string[])[] {
  if (!/[\t\r\n]/.test(text)) return [[text]];
  const rows: (readonly string[])[] = [];
  const body = text.replace(/\r?\n$/, '');
  for (const record of keepingEmptyLines(body)) rows.push(record.map((field) => field.text));
  return rows;
}

/** An empty line of a clipboard is an empty cell: a column with gaps keeps its places. */
function* keepingEmptyLines(text: string): Generator<readonly TextField[], void, undefined> {
  let from = 0;
  const lines: string[] = [];
  while (from <= text.length) {
    let end = from;
    let inQuotes = false;
    let fieldBegins = true;
    while (end < text.length) {
      const character = text[end];
      if (character === '"' && (inQuotes || fieldBegins)) inQuotes = !inQuotes;
      else if (character === '\n' && !inQuotes) break;
      fieldBegins = character === '\t';
      end += 1;
    }
    lines.push(text.slice(from, end).replace(/\r$/, ''));
    from = end + 1;
  }
  for (const line of lines) {
    const [record] = readRecords(line, '\t');
    yield record ?? [{ text: '', quoted: false }];
  }
}
