import { DriverFault } from '../driver.js';
import type { Cells } from './session.js';

const request = /^\s*SET\s+SHOWPLAN_(?:XML|ALL|TEXT)\s+ON\b\s*;?\s*/iu;

/** Whether a batch asks for plans in the place of results. Throws where more stands in it: a server may run what comes after. */
export const asksForPlans = (text: string): boolean => {
  const asked = request.exec(text);
  if (asked === null) return false;
  if (asked[0].length < text.length && !/^(?:--[^\n]*\s*|\/\*[^]*?\*\/\s*)*$/u.test(text.slice(asked[0].length))) {
    throw new DriverFault('syntax', 'SET SHOWPLAN must be the only statement of its batch. Put GO after it.', {
      nativeCode: '1067',
    });
  }
  return true;
};

const setting = /^\s*SET\s+(?:SHOWPLAN_(?:XML|ALL|TEXT)|STATISTICS\s+(?:XML|PROFILE|IO|TIME))\s+(?:ON|OFF)\s*;?\s*$/iu;

/** Whether a batch does nothing but ask for plans or figures, or for no more of them: that changes nothing but what is answered. */
export const onlyAsks = (text: string): boolean => setting.test(text);
/** Whether a batch ends the request for plans. */
export const endsPlans = (text: string): boolean => onlyAsks(text) && /SHOWPLAN_\w+\s+OFF/iu.test(text);

/**
 * Throws where a server has taken the request for plans and runs statements all the same, as some do that are not Microsoft's: whoever
 * asks for the plan of a DELETE must not have deleted. `ask`: a statement of our own, which changes nothing.
 */
export const refuseUnlessPlanned = async (ask: (text: string) => Promise<Cells[]>): Promise<void> => {
  const answer = await ask('SELECT 1');
  if (answer[0]?.[0] !== 1) return;
  throw new DriverFault(
    'unsupported',
    'This server accepts SET SHOWPLAN and runs statements all the same. Nothing that came after it was sent.',
  );
};
