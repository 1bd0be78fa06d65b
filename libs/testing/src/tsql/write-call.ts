import { textFunctionOf } from './call-text.js';
import { TsqlFailure, unknownHere } from './failure.js';
import type { Value } from './syntax.js';
import { bigintType, intType, longText, nameType, typeNamed } from './types.js';
import { asText, converted, quoted, type Written } from './write-conversion.js';
import { refuseIncomparable, type Writing } from './scope.js';

type Call = Extract<Value, { is: 'call' }>;

const aggregates = new Set(['count', 'count_big', 'sum', 'min', 'max']);
/** Whether the value is computed over rows of a group. */
export const isAggregate = (value: Value): boolean => value.is === 'call' && aggregates.has(value.name);

/** Functions that look something up in the catalog: which relation, by which columns, and what. */
const lookups: Readonly<Record<string, { readonly relation: string; readonly by: readonly string[]; readonly gives: string }>> = {
  type_name: { relation: 'sys.types', by: ['user_type_id'], gives: 'name' },
  object_name: { relation: 'sys.objects', by: ['object_id'], gives: 'name' },
  object_definition: { relation: 'definitions', by: ['object_id'], gives: 'definition' },
};

/** A call of a function, as far as SQL Server's functions are known here. */
export const functionOf = (call: Call, writer: Writing): Written => {
  const { name, star } = call;
  const { scope } = writer;
  if (aggregates.has(name)) return aggregate(call, writer);
  const ofText = textFunctionOf(call, writer);
  if (ofText) return ofText;
  const args = star ? [] : call.args.map((arg) => writer.value(arg));
  const [first, second] = args;
  const lookup = lookups[name];
  if (lookup && first)
    return {
      sql: `(select x.${lookup.gives} from ${scope.relation(lookup.relation)} as x where x.${lookup.by[0] ?? ''} = ${converted(first, intType, false).sql} limit 1)`,
      type: longText,
    };
  switch (name) {
    case 'coalesce': {
      const type = writer.meet(args);
      return { sql: `coalesce(${args.map((arg) => converted(arg, type, false).sql).join(', ')})`, type };
    }
    case 'isnull':
      if (first && second)
        return { sql: `coalesce(${first.sql}, ${converted(second, first.type, false).sql})`, type: first.type };
      break;
    case 'nullif':
      if (first && second) return { sql: `nullif(${first.sql}, ${converted(second, first.type, false).sql})`, type: first.type };
      break;
    case 'schema_name':
      if (first === undefined) return { sql: asText("'dbo'"), type: nameType };
      return {
        sql: `(select x.name from ${scope.relation('sys.schemas')} as x where x.schema_id = ${converted(first, intType, false).sql})`,
        type: nameType,
      };
    case 'db_name':
      return { sql: asText(quoted(scope.database)), type: nameType };
    case 'xact_state':
      // One that is doomed is rolled back at once here.
      return { sql: `(${scope.transactions > 0 ? '1' : '0'})`, type: intType };
    case 'scope_identity':
      return { sql: `(${scope.lastIdentity ?? 'null'})::numeric`, type: typeNamed('numeric', [38, 0]) };
    case 'columnproperty':
    case 'objectproperty':
      return { sql: '(0)', type: intType };
    case 'has_perms_by_name':
      return { sql: '(1)', type: intType };
    case 'quotename':
      if (first) return { sql: `('[' || replace(${first.sql} collate "C", ']', ']]') || ']')`, type: nameType };
      break;
    default:
      throw new TsqlFailure(195, `'${name}' is not a recognized built-in function name.`, 15);
  }
  throw unknownHere(`${name} with ${String(args.length)} arguments`);
};

const aggregate = ({ name, args, star }: Call, writer: Writing): Written => {
  if (name === 'count' || name === 'count_big') {
    const [only] = args;
    const of = star || only === undefined ? '*' : writer.value(only).sql;
    return { sql: `count(${of})`, type: name === 'count' ? intType : bigintType };
  }
  const [only] = args;
  if (only === undefined) throw unknownHere(`${name} of nothing`);
  const value = writer.value(only);
  refuseIncomparable(value.type, name);
  if (name !== 'sum') return { sql: `${name}(${value.sql})`, type: value.type };
  if (value.type.family === 'int') {
    const type = value.type.name === 'bigint' ? bigintType : intType;
    return { sql: `sum(${value.sql})::${type.name === 'bigint' ? 'bigint' : 'integer'}`, type };
  }
  if (value.type.family === 'decimal') return { sql: `sum(${value.sql})`, type: { ...value.type, precision: 38 } };
  throw unknownHere(`the sum of ${value.type.name}`);
};
