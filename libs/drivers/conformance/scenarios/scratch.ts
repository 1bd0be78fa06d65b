import { type Bench, tell } from '../bench.js';
import type { Session } from '../../src/index.js';
import type { Language } from '../subject.js';

/** A session beside an empty `scratch`. */
export const besideScratch = async (bench: Bench, { scratch }: Language): Promise<Session> => {
  const session = await bench.connect();
  await tell(session, scratch.drop);
  await tell(session, scratch.create);
  return session;
};

/** A session beside a `scratch` of three rows. */
export const besideThreeRows = async (bench: Bench, language: Language): Promise<Session> => {
  const session = await besideScratch(bench, language);
  await tell(session, language.scratch.insert);
  return session;
};
