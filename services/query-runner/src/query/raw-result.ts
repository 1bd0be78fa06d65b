import type { ResultColumn } from '@orrery/contracts';

const maxRows = 200;
const maxBytes = 256 * 1024;

const quote = 0x22;
const backslash = 0x5c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/**
 * Where the last row ends that fits.
 * @param json rows as JSON arrays joined by commas: `[1,"a"],[2,null]`
 * @returns the bytes and the number of rows up to there
 */
export function rowsThatFit(json: Buffer, rows: number, bytes: number): { end: number; rows: number } {
  let depth = 0;
  let inString = false;
  let end = 0;
  let count = 0;
  const limit = Math.min(json.length, bytes);
  for (let at = 0; at < limit && count < rows; at++) {
    const byte = json[at];
    if (inString) {
      if (byte === backslash) at++;
      else if (byte === quote) inString = false;
    } else if (byte === quote) inString = true;
    else if (byte === openBracket || byte === openBrace) depth++;
    else if (byte === closeBracket || byte === closeBrace) {
      depth--;
      if (depth === 0) {
        end = at + 1;
        count++;
      }
    }
  }
  return { end, rows: count };
}

interface Part {
  readonly statement: number;
  readonly columns: string;
  readonly rows: string[];
  cut: boolean;
}

/** Keeps the first rows of a run for its history, bounded in rows and bytes over all its statements. */
export class RawResultKeeper {
  private readonly parts: Part[] = [];
  private rows = 0;
  private bytes = 0;

  columns(statement: number, columns: readonly ResultColumn[]): void {
    const text = JSON.stringify(columns);
    this.bytes += text.length;
    this.parts.push({ statement, columns: text, rows: [], cut: false });
  }

  add(json: Buffer, count: number): void {
    const part = this.parts.at(-1);
    if (!part || part.cut) return;
    const fit = rowsThatFit(json, maxRows - this.rows, maxBytes - this.bytes);
    if (fit.rows > 0) {
      part.rows.push(json.toString('utf8', 0, fit.end));
      this.rows += fit.rows;
      this.bytes += fit.end;
    }
    part.cut = fit.rows < count;
  }

  /** Marks the last result as incomplete for another reason: more rows existed than were asked for. */
  truncated(): void {
    const part = this.parts.at(-1);
    if (part) part.cut = true;
  }

  /** JSON text of a RawResult; null where no statement returned columns. jsonb can't hold NUL characters: they become U+FFFD. */
  toJson(): string | null {
    if (this.parts.length === 0) return null;
    const statements = this.parts.map(
      (part) =>
        `{"statement":${String(part.statement)},"columns":${part.columns},"rows":[${part.rows.join(',')}],"cut":${String(part.cut)}}`,
    );
    const text = `{"statements":[${statements.join(',')}],"cut":${String(this.parts.some((part) => part.cut))}}`;
    return text.includes('\\u0000')
      ? text.replace(/\\(u0000|.)/g, (whole, escaped: string) => (escaped === 'u0000' ? '\\ufffd' : whole))
      : text;
  }
}
