import {
  changeSetList,
  changeSetUndo,
  explorerCell,
  explorerChange,
  explorerCount,
  explorerDistinct,
  explorerRows,
  type RequestOf,
  type ResponseOf,
} from '@orrery/contracts';
import { ByteStream, currentUserId, Handles } from '@orrery/runtime';
import { Controller } from '@nestjs/common';
import { CellService } from './cell.service.js';
import { CellStream } from './cell-stream.js';
import { ChangeService } from './change.service.js';
import { DocumentStream } from './document.js';
import { RowsService } from './rows.service.js';

/** Work that makes one JSON document, stopped when its reader leaves. */
const document = (make: (signal: AbortSignal) => Promise<string>): Promise<ByteStream> =>
  Promise.resolve(new ByteStream(new DocumentStream(make)));

@Controller()
export class ExplorerController {
  constructor(
    private readonly reading: RowsService,
    private readonly cells: CellService,
    private readonly changing: ChangeService,
  ) {}

  @Handles(explorerRows)
  rows(asked: RequestOf<typeof explorerRows>): Promise<ByteStream> {
    return document((signal) => this.reading.rows(asked, signal));
  }

  @Handles(explorerCount)
  count(asked: RequestOf<typeof explorerCount>): Promise<ByteStream> {
    return document((signal) => this.reading.count(asked, signal));
  }

  @Handles(explorerDistinct)
  distinct(asked: RequestOf<typeof explorerDistinct>): Promise<ByteStream> {
    return document((signal) => this.reading.distinct(asked, signal));
  }

  @Handles(explorerCell)
  cell(asked: RequestOf<typeof explorerCell>): Promise<ByteStream> {
    return Promise.resolve(new ByteStream(new CellStream((signal) => this.cells.bytes(asked, signal))));
  }

  @Handles(explorerChange)
  change(asked: RequestOf<typeof explorerChange>): Promise<ByteStream> {
    const userId = currentUserId();
    return document((signal) => this.changing.change(userId, asked, signal));
  }

  @Handles(changeSetList)
  list(asked: RequestOf<typeof changeSetList>): Promise<ResponseOf<typeof changeSetList>> {
    return this.changing.list(currentUserId(), asked);
  }

  @Handles(changeSetUndo)
  undo(asked: RequestOf<typeof changeSetUndo>): Promise<ByteStream> {
    const userId = currentUserId();
    return document((signal) => this.changing.undo(userId, asked, signal));
  }
}
