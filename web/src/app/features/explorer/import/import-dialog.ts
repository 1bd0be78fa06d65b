import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, computed, inject, linkedSignal, signal } from '@angular/core';
import type { ExplorerColumn } from '@orrery/contracts';
import { countOf, inWords, type KindWords } from '../../../core/kind-words';
import { DialogFrame } from '../../../ui/dialog-frame';
import { Icon } from '../../../ui/icon';
import { byteSize } from '../../../ui/result-grid/cell-text';
import type { Delimiter } from '../../../row-editing/edit/text-table';
import { pathFault } from '../explorer-view';
import { type Mapping, guessMapping, missingColumns, readRows } from './column-mapping';
import { ImportRun, type ImportWay } from './import-run';
import { type ImportSource, type SourceValue, readSource } from './import-source';

export interface ImportAsk {
  readonly table: string;
  readonly columns: readonly ExplorerColumn[];
  readonly way: ImportWay;
  readonly words: KindWords;
  /** Rows are documents: what is in no field yet becomes one. */
  readonly isFree: boolean;
}

/** Bytes: the whole file is held by the page. */
const largest = 100_000_000;
const sampleRows = 5;

/** Brings a CSV or JSON file into the table: its fields are paired with columns, tried, and then taken. Closes with the number of rows. */
@Component({
  selector: 'o-import-dialog',
  imports: [DialogFrame, Icon],
  templateUrl: './import-dialog.html',
  styleUrl: './import-dialog.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ImportDialog {
  protected readonly ask = inject<ImportAsk>(DIALOG_DATA);
  protected readonly ref = inject<DialogRef<number>>(DialogRef);
  protected readonly file = signal<{ readonly name: string; readonly size: number; readonly text: string } | null>(null);
  protected readonly fileFault = signal<string | null>(null);
  protected readonly header = signal(true);
  protected readonly delimiter = signal<Delimiter | null>(null);
  protected readonly nullText = signal('NULL');
  protected readonly run = new ImportRun(this.ask.way, this.ask.words);
  protected readonly delimiters: readonly { readonly value: Delimiter; readonly label: string }[] = [
    { value: ',', label: 'Comma' },
    { value: ';', label: 'Semicolon' },
    { value: '\t', label: 'Tab' },
    { value: '|', label: 'Bar' },
  ];

  protected readonly source = computed((): { readonly source?: ImportSource; readonly fault?: string } => {
    const file = this.file();
    if (!file) return {};
    const delimiter = this.delimiter();
    try {
      return {
        source: readSource(file.text, file.name, {
          header: this.header(),
          columns: this.ask.columns.map(({ name }) => name),
          ...(delimiter === null ? {} : { delimiter }),
        }),
      };
    } catch (error) {
      return { fault: error instanceof Error ? error.message : 'The file can’t be read.' };
    }
  });
  protected readonly say = (sentence: string): string => inWords(this.ask.words, sentence);
  protected readonly counted = (n: number): string => countOf(n, this.ask.words.row);
  protected readonly mapping = linkedSignal((): Mapping =>
    guessMapping(this.source().source?.names ?? [], this.ask.columns, this.ask.isFree),
  );
  protected readonly missing = computed(() => missingColumns(this.ask.columns, this.mapping()));
  protected readonly writable = this.ask.columns.filter(({ writable }) => writable);
  protected readonly isNew = (name: string): boolean => this.ask.isFree && pathFault(name, this.ask.columns) === undefined;
  protected readonly samples = computed(() => {
    const rows: (readonly (SourceValue | undefined)[])[] = [];
    for (const row of this.source().source?.rows() ?? []) {
      rows.push(row);
      if (rows.length === sampleRows) break;
    }
    return rows;
  });
  /** Rows of the file. Counted once: a large file is not read for every key. */
  protected readonly rows = computed(() => {
    let count = 0;
    for (const _row of this.source().source?.rows() ?? []) count += 1;
    return count;
  });
  protected readonly fields = computed(() => {
    const names = this.source().source?.names ?? [];
    return names.map((name, at) => ({
      at,
      name,
      column: this.mapping()[at] ?? null,
      samples: this.samples()
        .map((row) => sampleText(row[at]))
        .join(', '),
    }));
  });
  protected readonly mapped = computed(() => this.mapping().filter((column) => column !== null).length);
  protected readonly ready = computed(
    () => this.mapped() > 0 && this.rows() > 0 && this.missing().length === 0 && this.run.progress().state !== 'running',
  );
  protected readonly share = computed(() => (this.rows() === 0 ? 0 : this.run.progress().taken / this.rows()));

  protected async choose(files: FileList | null | undefined): Promise<void> {
    const file = files?.[0];
    if (!file) return;
    this.run.reset();
    this.fileFault.set(null);
    if (file.size > largest) {
      this.fileFault.set(`${file.name} has ${byteSize(file.size)}; up to ${byteSize(largest)} can be imported here.`);
      return;
    }
    this.delimiter.set(null);
    this.file.set({ name: file.name, size: file.size, text: await file.text() });
  }

  protected pick(event: Event): void {
    if (event.target instanceof HTMLInputElement) void this.choose(event.target.files);
  }

  protected drop(event: DragEvent): void {
    event.preventDefault();
    void this.choose(event.dataTransfer?.files);
  }

  protected seconds(ms: number): string {
    return `${(ms / 1_000).toFixed(1)} s`;
  }

  protected size(bytes: number): string {
    return byteSize(bytes);
  }

  protected map(at: number, event: Event): void {
    if (!(event.target instanceof HTMLSelectElement)) return;
    const column = event.target.value === '' ? null : event.target.value;
    this.run.reset();
    // a column takes one field: the one that had it lets it go
    this.mapping.update((mapping) =>
      mapping.map((other, n) => (n === at ? column : column !== null && other === column ? null : other)),
    );
  }

  protected setDelimiter(event: Event): void {
    const { target } = event;
    if (target instanceof HTMLSelectElement)
      this.delimiter.set(this.delimiters.find(({ value }) => value === target.value)?.value ?? null);
  }

  protected setNull(event: Event): void {
    if (event.target instanceof HTMLInputElement) this.nullText.set(event.target.value);
  }

  protected async start(dryRun: boolean): Promise<void> {
    const { source } = this.source();
    if (!source) return;
    const rules = { mapping: this.mapping(), nullText: this.nullText() };
    // Begins anew each time it is asked for: a trial that the database can't make is made here.
    const rows = { [Symbol.iterator]: () => readRows(source, this.ask.columns, rules) };
    await this.run.run(rows, dryRun);
  }

  protected close(): void {
    const { dryRun, taken, state } = this.run.progress();
    if (state === 'running') this.run.stop();
    this.ref.close(dryRun || state !== 'done' ? 0 : taken);
  }
}

function sampleText(value: SourceValue | undefined): string {
  if (value === undefined) return '∅';
  if ('json' in value) return JSON.stringify(value.json).slice(0, 40);
  return value.text === '' ? (value.quoted ? '""' : '∅') : value.text.slice(0, 40);
}
