import type { ResultColumn } from '@orrery/contracts';
import { Zip, ZipDeflate } from 'fflate';
import type { Result } from './result.js';
import type { FormatOptions } from './text-formats.js';
import { cellXml, longestText, xmlText } from './xlsx-cells.js';

/** Rows of a sheet, its head among them (ECMA-376; Excel's own limit). */
const sheetRows = 1_048_576;
const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const documents = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packages = 'http://schemas.openxmlformats.org/package/2006';

/**
 * A result as an Excel workbook (ECMA-376): one sheet, and another wherever one is full. Numbers are numbers where a spreadsheet keeps
 * all their digits and texts otherwise; times stay texts, exact as the database wrote them. What had to be cut is said on a sheet.
 */
export async function* xlsx({ columns, rows }: Result, { raw }: FormatOptions): AsyncGenerator<Uint8Array, void, undefined> {
  const book = new Workbook();
  let cells = 0;
  const cut = (): void => {
    cells += 1;
  };
  let room = 0;
  const begin = (): void => {
    book.beginSheet(`Result${book.sheets.length === 0 ? '' : ` ${String(book.sheets.length + 1)}`}`, true);
    book.write(namesXml(columns));
    room = sheetRows - 1;
  };
  begin();
  for await (const batch of rows) {
    for (let at = 0; at < batch.length;) {
      if (room === 0) begin();
      const fit = batch.slice(at, at + room);
      book.write(
        fit.map((row) => `<row>${columns.map((column, n) => cellXml(row[n], column, raw, cut)).join('')}</row>`).join(''),
      );
      at += fit.length;
      room -= fit.length;
    }
    yield* book.taken();
  }
  if (cells > 0) {
    book.beginSheet('Notes', false);
    const note = `Texts longer than the ${String(longestText)} characters that a cell holds, cut at an ellipsis: ${String(cells)}. Export as CSV to have them whole.`;
    book.write(`<row>${cellXml(note, { name: '', dataType: '', kind: 'string' }, true, cut)}</row>`);
  }
  book.end();
  yield* book.taken();
}

const namesXml = (columns: readonly ResultColumn[]): string =>
  `<row>${columns.map(({ name }) => `<c t="inlineStr" s="2"><is><t xml:space="preserve">${xmlText(name)}</t></is></c>`).join('')}</row>`;

/** The parts of a workbook, zipped while they are written. */
class Workbook {
  readonly sheets: string[] = [];
  private readonly chunks: Uint8Array[] = [];
  private sheet: ZipDeflate | undefined;
  private readonly zip = new Zip((error, chunk) => {
    if (error) throw error;
    this.chunks.push(chunk);
  });

  beginSheet(name: string, frozenHead: boolean): void {
    this.endSheet();
    this.sheets.push(name);
    this.sheet = this.part(`xl/worksheets/sheet${String(this.sheets.length)}.xml`);
    const pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>';
    const view = frozenHead ? `<sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews>` : '';
    this.write(`${head}<worksheet xmlns="${main}">${view}<sheetData>`);
  }

  write(text: string): void {
    this.sheet?.push(Buffer.from(text));
  }

  /** What has come out of the zip since. */
  taken(): Uint8Array[] {
    return this.chunks.splice(0);
  }

  end(): void {
    this.endSheet();
    for (const [name, text] of this.parts()) this.part(name).push(Buffer.from(head + text), true);
    this.zip.end();
  }

  private endSheet(): void {
    this.sheet?.push(Buffer.from('</sheetData></worksheet>'), true);
    this.sheet = undefined;
  }

  private part(name: string): ZipDeflate {
    const part = new ZipDeflate(name, { level: 4 });
    this.zip.add(part);
    return part;
  }

  /** What says which sheets there are, and how cells look. */
  private parts(): [string, string][] {
    const each = (text: (number: string, name: string) => string): string =>
      this.sheets.map((name, at) => text(String(at + 1), name)).join('');
    const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
    return [
      [
        '[Content_Types].xml',
        `<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${type}.styles+xml"/>${each((number) => `<Override PartName="/xl/worksheets/sheet${number}.xml" ContentType="${type}.worksheet+xml"/>`)}</Types>`,
      ],
      [
        '_rels/.rels',
        `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${documents}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
      ],
      [
        'xl/workbook.xml',
        `<workbook xmlns="${main}" xmlns:r="${documents}"><sheets>${each((number, name) => `<sheet name="${xmlText(name)}" sheetId="${number}" r:id="rId${number}"/>`)}</sheets></workbook>`,
      ],
      [
        'xl/_rels/workbook.xml.rels',
        `<Relationships xmlns="${packages}/relationships">${each((number) => `<Relationship Id="rId${number}" Type="${documents}/worksheet" Target="worksheets/sheet${number}.xml"/>`)}<Relationship Id="rIdStyles" Type="${documents}/styles" Target="styles.xml"/></Relationships>`,
      ],
      [
        'xl/styles.xml',
        `<styleSheet xmlns="${main}"><fonts count="2"><font/><font><b/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf xfId="0"/><xf xfId="0" quotePrefix="1"/><xf xfId="0" fontId="1" applyFont="1"/></cellXfs></styleSheet>`,
      ],
    ];
  }
}
