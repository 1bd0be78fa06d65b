import { describe, expect, it } from '@jest/globals';
import type { ChangeSetState } from '../explorer/change-set.entity.js';
import { ImportService } from './import.service.js';

const userId = '01890a5d-ac96-774b-bcce-b302099a8001';
const batch = { importId: '01890a5d-ac96-774b-bcce-b302099a8002', sequence: 0, first: 1, rows: [], last: true };

/** Imports of an instance that holds none, where one is recorded as it is given; what it asks of the others is counted. */
function imports(state: ChangeSetState | undefined): { readonly service: ImportService; readonly asked: unknown[] } {
  const asked: unknown[] = [];
  const sets = { get: () => Promise.resolve(state && { state }) } as never;
  const bus = {
    call: (_operation: unknown, request: unknown) => {
      asked.push(request);
      return Promise.resolve({ accepted: true } as never);
    },
  };
  return { service: new ImportService({} as never, sets, { note: () => undefined }, bus), asked };
}

describe('a batch of an import that is not here', () => {
  it.each<ChangeSetState>(['running', 'prepared'])('is handed to the instance that holds it: %s', async (state) => {
    const { service, asked } = imports(state);
    expect(await service.rows(userId, batch)).toEqual({ accepted: true });
    expect(asked).toEqual([{ ...batch, userId }]);
  });

  it.each<ChangeSetState | undefined>([undefined, 'applied', 'unknown'])(
    'is refused at once where it is not under way: %s',
    async (state) => {
      const { service, asked } = imports(state);
      await expect(service.rows(userId, batch)).rejects.toMatchObject({ code: 'import_not_found' });
      expect(asked).toEqual([]);
    },
  );
});
