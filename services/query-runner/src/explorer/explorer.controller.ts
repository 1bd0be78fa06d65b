import {
  changeSetList,
  changeSetUndo,
  explorerCell,
  explorerChange,
  explorerCount,
  explorerDistinct,
  explorerReferrers,
  explorerRows,
  type RequestOf,
  type ResponseOf,
} from '@orrery/contracts';
import { ByteStream, currentUserId, Handles } from '@orrery/runtime';
import { Controller } from '@nestjs/common';
import { CellService } from './cell.service.js';
import { CellStream } from './cell-stream.js';
import { ChangeService } from './change.service.js';
import { documentOf } from './document.js';
import { ReferrersService } from './referrers.service.js';
import { RowsService } from './rows.service.js';

@Controller()
export class ExplorerController {
  constructor(
    private readonly reading: RowsService,
    private readonly cells: CellService,
    private readonly changing: ChangeService,
    private readonly referring: ReferrersService,
  ) {}

  @Handles(explorerRows)
  rows(asked: RequestOf<typeof explorerRows>): Promise<ByteStream> {
    return documentOf((signal) => this.reading.rows(asked, signal));
  }

  @Handles(explorerCount)
  count(asked: RequestOf<typeof explorerCount>): Promise<ByteStream> {
    return documentOf((signal) => this.reading.count(asked, signal));
  }

  @Handles(explorerDistinct)
  distinct(asked: RequestOf<typeof explorerDistinct>): Promise<ByteStream> {
    return documentOf((signal) => this.reading.distinct(asked, signal));
  }

  @Handles(explorerReferrers)
  referrers(asked: RequestOf<typeof explorerReferrers>): Promise<ByteStream> {
    return documentOf((signal) => this.referring.of(asked, signal));
  }

  @Handles(explorerCell)
  cell(asked: RequestOf<typeof explorerCell>): Promise<ByteStream> {
    return Promise.resolve(new ByteStream(new CellStream((signal) => this.cells.bytes(asked, signal))));
  }

  @Handles(explorerChange)
  change(asked: RequestOf<typeof explorerChange>): Promise<ByteStream> {
    const userId = currentUserId();
    return documentOf((signal) => this.changing.change(userId, asked, signal));
  }

  @Handles(changeSetList)
  list(asked: RequestOf<typeof changeSetList>): Promise<ResponseOf<typeof changeSetList>> {
    return this.changing.list(currentUserId(), asked);
  }

  @Handles(changeSetUndo)
  undo(asked: RequestOf<typeof changeSetUndo>): Promise<ByteStream> {
    const userId = currentUserId();
    return documentOf((signal) => this.changing.undo(userId, asked, signal));
  }
}
