import ELK, { type ELK as Elk } from 'elkjs/lib/elk-api';
import type { ErdRelation, TableFace } from '../diagram/geometry';
import { type Arranged, arrangedOf, elkGraphOf } from './elk-graph';

/** ELK in a worker of its own: made when first needed, ended when a layout is given up or the diagram goes. */
export class LayoutWorker {
  #elk: Elk | null = null;

  async layered(faces: readonly TableFace[], relations: readonly ErdRelation[]): Promise<Arranged> {
    this.#elk ??= new ELK({ workerUrl: '/assets/elk/elk-worker.min.js', algorithms: ['layered'] });
    return arrangedOf(await this.#elk.layout(elkGraphOf(faces, relations)));
  }

  stop(): void {
    this.#elk?.terminateWorker();
    this.#elk = null;
  }
}
