import { Injectable, inject } from '@angular/core';
import { type Connection, queryList } from '@orrery/contracts';
import { Api } from '../../core/api';
import { Confirm } from '../../core/confirm';
import { Connections } from '../../core/connections';
import { faultOf } from '../../core/fault-of';
import { Toasts } from '../../core/toasts';

const kept = 'The database itself is not touched.';

/** Deletes a connection after saying what goes with it. */
@Injectable()
export class DeleteConnection {
  readonly #api = inject(Api);
  readonly #confirm = inject(Confirm);
  readonly #connections = inject(Connections);
  readonly #toasts = inject(Toasts);

  async ask(connection: Connection): Promise<void> {
    const [saved, runs] = await Promise.all([this.#count(connection.id, true), this.#count(connection.id)]);
    const lost = [saved, runs].filter((one) => one !== null);
    const sure = await this.#confirm.ask({
      heading: `Delete “${connection.name}”?`,
      text: lost.length === 0 ? `Nothing was run on it yet. ${kept}` : `With it go ${lost.join(' and ')}. ${kept}`,
      action: 'Delete connection',
      danger: true,
    });
    if (!sure) return;
    try {
      await this.#connections.remove(connection.id);
      this.#toasts.show(`Deleted “${connection.name}”.`);
    } catch (error) {
      this.#toasts.fault(faultOf(error), { label: 'Try again', run: () => void this.ask(connection) });
    }
  }

  /** What there is, in words; null where there is nothing. */
  async #count(connectionId: string, saved?: true): Promise<string | null> {
    const [one, many] = saved ? ['saved query', 'saved queries'] : ['run in the history', 'runs in the history'];
    try {
      const page = await this.#api.call(queryList, { connectionId, limit: 200, ...(saved ? { saved } : {}) });
      const count = page.items.length;
      if (page.nextCursor !== null) return `more than ${count.toString()} ${many}`;
      return count === 0 ? null : count === 1 ? `1 ${one}` : `${count.toString()} ${many}`;
    } catch {
      // The question matters more than its number.
      return `its ${many}`;
    }
  }
}
