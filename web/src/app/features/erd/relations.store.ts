import { Injectable, computed, effect, inject, untracked } from '@angular/core';
import { type RelationEvidence, type RelationState, schemaRelationUpdate, schemaTable } from '@orrery/contracts';
import { Api } from '../../core/api';
import { faultOf } from '../../core/fault-of';
import { RemoteSource } from '../../core/remote';
import { Toasts } from '../../core/toasts';
import type { ErdRelation } from './diagram/geometry';
import { ErdStore } from './erd.store';

/** The relation that is looked at: why it is believed in, and what the person thinks of it. */
@Injectable()
export class RelationsStore {
  readonly #api = inject(Api);
  readonly #toasts = inject(Toasts);
  readonly #erd = inject(ErdStore);
  readonly #spotlight = this.#erd.spotlight;
  readonly picked = computed((): ErdRelation | null => {
    const id = this.#spotlight.pickedRelation();
    return id === null ? null : (this.#erd.scene().relations.get(id) ?? null);
  });
  /** What speaks for the picked relation, where it was inferred. */
  readonly evidence = new RemoteSource<readonly RelationEvidence[]>();

  constructor() {
    const wanted = computed(() => {
      const picked = this.picked();
      return picked?.source === 'inferred' ? picked.id : null;
    });
    effect(() => {
      const id = wanted();
      untracked(() => {
        this.evidence.clear();
        if (id !== null) void this.#explain(id);
      });
    });
  }

  async judge(id: string, state: RelationState): Promise<void> {
    const before = this.#erd.scene().relations.get(id)?.state ?? 'suggested';
    try {
      const { evidence: _evidence, ...judged } = await this.#api.call(schemaRelationUpdate, {
        id: this.#erd.connectionId,
        relationId: id,
        state,
      });
      this.#erd.data.put(judged);
    } catch (error) {
      this.#toasts.fault(faultOf(error));
      return;
    }
    if (state !== 'rejected') return;
    if (this.#spotlight.pickedRelation() === id) this.#spotlight.pick(null);
    this.#toasts.show('Rejected. It won’t be suggested again.', {
      label: 'Undo',
      run: () => {
        void this.judge(id, before);
      },
    });
  }

  async #explain(id: string): Promise<void> {
    const relation = this.picked();
    if (!relation) return;
    await this.evidence.load(async () => {
      const { relations } = await this.#api.call(schemaTable, { id: this.#erd.connectionId, table: relation.tableFrom });
      return relations.find((one) => one.id === id)?.evidence ?? [];
    });
  }
}
