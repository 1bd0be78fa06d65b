import { DOCUMENT, Injectable, computed, inject } from '@angular/core';
import { schemaRelationExport, schemaTable } from '@orrery/contracts';
import { dialectOf } from '@orrery/dialects';
import { Api } from '../../core/api';
import { faultOf } from '../../core/fault-of';
import { Toasts } from '../../core/toasts';
import { ErdStore } from './erd.store';
import { inAddresses } from './in-addresses';
import { dbmlOf } from './export/dbml';
import { mermaidOf } from './export/mermaid';
import { pngOf } from './export/png';
import { type TableDdl, neededBy, sqlOf } from './export/sql';
import { type Palette, type Picture, pictureOf } from './export/svg';
import { measureOnCanvas } from './diagram/text-width';

export type ExportFormat = 'svg' | 'png' | 'dbml' | 'mermaid' | 'script';

/** One way to take a diagram along, as the menu has it. */
export interface ExportChoice {
  readonly format: ExportFormat;
  readonly title: string;
  readonly ending: string;
}

/** Tables asked for at once. */
const atOnce = 6;

/** Takes the diagram out of the app: as a picture, or as text that other tools read. */
@Injectable()
export class ExportsStore {
  readonly #api = inject(Api);
  readonly #erd = inject(ErdStore);
  readonly #toasts = inject(Toasts);
  readonly #document = inject(DOCUMENT);

  readonly #connection = this.#erd.connection;
  /** A dialect that reads its statements itself has a language of its own. */
  readonly #isSql = computed(() => {
    const kind = this.#connection()?.type;
    return kind === undefined || dialectOf(kind)?.parseStatement === undefined;
  });
  /** What can be taken along of this kind of database. */
  readonly choices = computed((): readonly ExportChoice[] => [
    { format: 'svg', title: 'SVG picture', ending: 'svg' },
    { format: 'png', title: 'PNG picture', ending: 'png' },
    { format: 'dbml', title: 'DBML', ending: 'dbml' },
    { format: 'mermaid', title: 'Mermaid', ending: 'mmd' },
    this.#isSql()
      ? { format: 'script', title: 'SQL that makes the tables', ending: 'sql' }
      : { format: 'script', title: 'Script that makes the collections', ending: 'js' },
  ]);

  async download({ format, ending }: ExportChoice, host: HTMLElement): Promise<void> {
    try {
      const content = format === 'svg' || format === 'png' ? await this.#picture(format, host) : await this.#text(format);
      this.#save(content instanceof Blob ? content : new Blob([content], { type: 'text/plain;charset=utf-8' }), ending);
    } catch (error) {
      this.#toasts.fault(faultOf(error));
    }
  }

  async #picture(format: 'svg' | 'png', host: HTMLElement): Promise<Blob> {
    const picture: Picture = pictureOf(this.#erd.scene(), paletteOf(host), measureOnCanvas());
    return format === 'png' ? await pngOf(picture) : new Blob([picture.svg], { type: 'image/svg+xml' });
  }

  async #text(format: 'dbml' | 'mermaid' | 'script'): Promise<string> {
    const names = [...this.#erd.arrangement().shown];
    if (format === 'script') return this.#script(names);
    await this.#erd.data.completeColumns(names);
    const [tables, relations] = [this.#erd.shownTables(), this.#erd.shownRelations()];
    return format === 'dbml' ? dbmlOf(tables, relations) : mermaidOf(tables, relations, this.#erd.scene().defaultSchema);
  }

  async #script(names: readonly string[]): Promise<string> {
    const id = this.#erd.connectionId;
    const ddls: TableDdl[] = [];
    for (let at = 0; at < names.length; at += atOnce) {
      const some = names.slice(at, at + atOnce).map((table) => this.#api.call(schemaTable, { id, table }));
      for (const { table, schema, name, kind, ddl } of await Promise.all(some)) ddls.push({ table, schema, name, kind, ddl });
    }
    // Where there is no SQL there are no foreign keys to declare.
    const keys = new Set<string>();
    for (const tables of this.#isSql() ? inAddresses(names) : [])
      for (const key of (await this.#api.call(schemaRelationExport, { id, tables })).statements) keys.add(key);
    return sqlOf(ddls, this.#erd.shownRelations(), [...keys], await this.#needed(ddls));
  }

  /** What must be there before tables of PostgreSQL are made. */
  async #needed(ddls: readonly TableDdl[]): Promise<readonly string[]> {
    if (this.#connection()?.type !== 'postgres') return [];
    const { objects } = this.#erd.schema;
    if (objects.now().state !== 'ready') await this.#erd.schema.loadObjects();
    return neededBy(ddls, objects.value()?.enums ?? []);
  }

  #save(content: Blob, ending: string): void {
    const link = this.#document.createElement('a');
    link.href = URL.createObjectURL(content);
    const name = this.#connection()?.name ?? 'diagram';
    link.download = `${name.replace(/[^\p{L}\p{N} _-]+/gu, '').trim() || 'diagram'}.${ending}`;
    link.click();
    setTimeout(() => {
      URL.revokeObjectURL(link.href);
    }, 10_000);
  }
}

/** The page's colours as they are now, light or dark. */
function paletteOf(host: HTMLElement): Palette {
  const probe = host.ownerDocument.createElement('span');
  // Where colours change by degrees, however quickly, each would be read as the one before it.
  probe.style.setProperty('transition', 'none', 'important');
  host.append(probe);
  const read = (name: string): string => {
    probe.style.color = `var(${name})`;
    const { color } = getComputedStyle(probe);
    return color;
  };
  const palette = {
    ground: read('--o-sunken'),
    surface: read('--o-surface'),
    head: read('--o-chrome'),
    line: read('--o-text-faint'),
    edge: read('--o-line-strong'),
    text: read('--o-text'),
    dim: read('--o-text-dim'),
    key: read('--o-accent'),
  };
  probe.remove();
  return palette;
}
