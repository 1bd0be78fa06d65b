import { notRun, type NotRun } from '../subject.js';
import type { Rogue } from '../rogues.js';

/** Servers that are up to no good. */
export const rogues: readonly Rogue[] | NotRun = notRun('mongodb rogues');
