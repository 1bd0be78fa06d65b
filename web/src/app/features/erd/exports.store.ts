import { DOCUMENT, Injectable, inject } from '@angular/core';
import { schemaRelationExport, schemaTable } from '@orrery/contracts';
import { Api } from '../../core/api';
import { Connections } from '../../core/connections';
import { faultOf } from '../../core/fault-of';
import { Toasts } from '../../core/toasts';
import { ErdStore } from './erd.store';
import { dbmlOf } from './export/dbml';
import { mermaidOf } from './export/mermaid';
import { pngOf } from './export/png';
import { type TableDdl, sqlOf } from './export/sql';
import { type Palette, type Picture, pictureOf } from './export/svg';
import { measureOnCanvas } from './diagram/text-width';

export const exportFormats = ['svg', 'png', 'dbml', 'mermaid', 'sql'] as const;
export type ExportFormat = (typeof exportFormats)[number];

const endings: Readonly<Record<ExportFormat, string>> = { svg: 'svg', png: 'png', dbml: 'dbml', mermaid: 'mmd', sql: 'sql' };
/** Tables asked for at once. */
const atOnce = 6;

/** Takes the diagram out of the app: as a picture, or as text that other tools read. */
@Injectable()
export class ExportsStore {
  readonly #api = inject(Api);
  readonly #erd = inject(ErdStore);
  readonly #toasts = inject(Toasts);
  readonly #connections = inject(Connections);
  readonly #document = inject(DOCUMENT);

  async download(format: ExportFormat, host: HTMLElement): Promise<void> {
    try {
      const content = format === 'svg' || format === 'png' ? await this.#picture(format, host) : await this.#text(format);
      this.#save(content instanceof Blob ? content : new Blob([content], { type: 'text/plain;charset=utf-8' }), format);
    } catch (error) {
      this.#toasts.fault(faultOf(error));
    }
  }

  async #picture(format: 'svg' | 'png', host: HTMLElement): Promise<Blob> {
    const picture: Picture = pictureOf(this.#erd.scene(), paletteOf(host), measureOnCanvas());
    return format === 'png' ? await pngOf(picture) : new Blob([picture.svg], { type: 'image/svg+xml' });
  }

  async #text(format: 'dbml' | 'mermaid' | 'sql'): Promise<string> {
    const names = [...this.#erd.arrangement().shown];
    if (format === 'sql') return this.#sql(names);
    await this.#erd.data.completeColumns(names);
    const [tables, relations] = [this.#erd.shownTables(), this.#erd.shownRelations()];
    return format === 'dbml' ? dbmlOf(tables, relations) : mermaidOf(tables, relations, this.#erd.scene().defaultSchema);
  }

  async #sql(names: readonly string[]): Promise<string> {
    const id = this.#erd.connectionId;
    const ddls: TableDdl[] = [];
    for (let at = 0; at < names.length; at += atOnce) {
      const some = names.slice(at, at + atOnce).map((table) => this.#api.call(schemaTable, { id, table }));
      for (const { table, ddl } of await Promise.all(some)) ddls.push({ table, ddl });
    }
    const { statements } = await this.#api.call(schemaRelationExport, { id, tables: [...names] });
    return sqlOf(ddls, this.#erd.shownRelations(), statements);
  }

  #save(content: Blob, format: ExportFormat): void {
    const link = this.#document.createElement('a');
    link.href = URL.createObjectURL(content);
    const name = this.#connections.byId().get(this.#erd.connectionId)?.name ?? 'diagram';
    link.download = `${name.replace(/[^\p{L}\p{N} _-]+/gu, '').trim() || 'diagram'}.${endings[format]}`;
    link.click();
    setTimeout(() => {
      URL.revokeObjectURL(link.href);
    }, 10_000);
  }
}

/** The page's colours as they are now, light or dark. */
function paletteOf(host: HTMLElement): Palette {
  const probe = host.ownerDocument.createElement('span');
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
