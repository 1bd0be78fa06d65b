import { Injectable, computed, inject } from '@angular/core';
import type { Command, CommandSource } from '../core/commands';
import { Connections } from '../core/connections';
import { Schemas } from '../core/schemas';
import { erdTab, explorerTab, tableTab } from '../core/table-tab';
import { Workspace } from '../core/workspace';

/** The tables of the connection at hand, as places to go to, and its diagram. */
@Injectable({ providedIn: 'root' })
export class SchemaSource implements CommandSource {
  readonly #workspace = inject(Workspace);
  readonly #schemas = inject(Schemas);
  readonly #connections = inject(Connections);
  readonly id = 'schema';
  readonly #schema = computed(() => {
    const connection = this.#connections.current();
    return connection === null ? null : this.#schemas.of(connection.id);
  });
  readonly commands = computed((): readonly Command[] => {
    const schema = this.#schema();
    if (!schema) return [];
    const connectionId = schema.id;
    return schema.tables().flatMap(({ table, name, schema: place }): Command[] => [
      {
        id: `table.${table}`,
        title: name,
        group: 'Tables',
        icon: 'table',
        detail: place,
        run: () => {
          this.#workspace.open(explorerTab({ connectionId, table }));
        },
      },
      {
        id: `table.structure.${table}`,
        title: `Structure of ${name}`,
        group: 'Structure',
        icon: 'columns',
        detail: place,
        run: () => {
          this.#workspace.open(tableTab({ connectionId, table }));
        },
      },
    ]);
  });

  /** Opens the diagram of the connection at hand. False where there is none. */
  openErd(): boolean {
    const connectionId = this.#connections.current()?.id;
    if (connectionId === undefined) return false;
    this.#workspace.open(erdTab(connectionId));
    return true;
  }

  opened(): void {
    void this.#schema()?.ensure();
  }
}
