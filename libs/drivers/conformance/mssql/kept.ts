import { sql } from '../sql.js';
import { type Golden, type Kept, notRun } from '../subject.js';

/** A table for values of a type, as SQL Server makes it. */
export const kept: Kept = {
  like: ({ keptAs, dataType }) => [sql('DROP TABLE IF EXISTS kept'), sql(`CREATE TABLE kept (v ${keptAs ?? dataType})`)],
  read: sql('SELECT v FROM kept'),
};

const own = 'Latin1_General_CI_AS';
/** What the stand-in that executes has no column for. */
const lack = ({ keptAs = own, dataType }: Golden): string | undefined => {
  if (/^(?:sql_variant|hierarchyid|geometry|geography)$/.test(dataType)) return `no ${dataType}`;
  return keptAs.includes(own) ? undefined : 'no other collation than its own';
};

/** The same for the stand-in that executes, which has not all of the types. */
export const keptByStandIn: Kept = {
  ...kept,
  like: (golden) => {
    const lacking = lack(golden);
    return lacking === undefined ? kept.like(golden) : notRun(`the stand-in that executes has ${lacking}`);
  },
};
