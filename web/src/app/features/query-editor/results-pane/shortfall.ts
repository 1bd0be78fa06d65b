import type { Fault } from '@orrery/contracts';
import { countText } from '../../../ui/time-text';
import { faultWords, isOfTheConnection } from '../fault-words';
import type { RunResult, SetState } from '../result-model';

/** Why a run brought nothing at all. */
export interface RunFault {
  readonly heading: string;
  readonly text: string;
  readonly ofConnection: boolean;
}

/** What failed of a run, where that is all there is to show. */
export const faultOfRun = ({ sets, messages }: Pick<RunResult, 'sets' | 'messages'>, fault: Fault | null): RunFault | null =>
  fault && sets.length === 0 && messages.length === 0
    ? { heading: faultWords(fault.code), text: fault.message, ofConnection: isOfTheConnection(fault.code) }
    : null;

/** Says above a result that it is not whole. */
export interface Strip {
  readonly text: string;
  /** Running it again may bring the rest. */
  readonly again: boolean;
  /** The person asked for it. */
  readonly asked: boolean;
}

const rows = (count: number): string => (count === 1 ? '1 row' : `${countText(count)} rows`);

/** What is missing of a result set that ended so, after that many rows; null where it is whole. */
export function stripOf(state: SetState, count: number): Strip | null {
  switch (state) {
    case 'stopped':
      return {
        text: count === 0 ? 'Cancelled before a row had arrived.' : `Cancelled after ${rows(count)}. What had arrived is below.`,
        again: true,
        asked: true,
      };
    case 'lost':
      return { text: `The connection was lost after ${rows(count)}. The rest is missing.`, again: true, asked: false };
    case 'failed':
      return { text: `An error ended this after ${rows(count)}.`, again: false, asked: false };
    case 'full':
      return {
        text: `Stopped at ${rows(count)}, the most that one tab holds. Ask for fewer columns or rows.`,
        again: false,
        asked: false,
      };
    default:
      return null;
  }
}
