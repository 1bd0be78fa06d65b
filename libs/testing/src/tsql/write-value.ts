import { TsqlFailure, unknownHere } from './failure.js';
import { functionOf } from './write-call.js';
import type { Condition, Value } from './syntax.js';
import { bigintType, intType, meeting, nothing, paramText, type TsqlType, typeNamed } from './types.js';
import { refuseIncomparable, type Scope, type Writing } from './scope.js';
import { instant } from './write-moment.js';
import { asText, converted, quoted, type Written } from './write-conversion.js';

const operators: Readonly<Record<string, string>> = {
  '=': 'equal to',
  '<>': 'not equal to',
  '<': 'less than',
  '<=': 'less than or equal to',
  '>': 'greater than',
  '>=': 'greater than or equal to',
};

const literal = (kind: string, text: string): Written => {
  if (kind === 'null') return { sql: 'null', type: nothing };
  if (kind === 'text' || kind === 'unicode') {
    const most = kind === 'text' ? 8_000 : 4_000;
    const type = typeNamed(kind === 'text' ? 'varchar' : 'nvarchar', [Math.min(most, Math.max(1, text.length))]);
    return { sql: asText(quoted(text)), type: text.length > most ? { ...type, length: -1 } : type };
  }
  if (kind === 'binary') {
    const type = typeNamed('varbinary', [Math.min(8_000, Math.max(1, Math.ceil(text.length / 2)))]);
    const bytes = text.length % 2 ? `0${text}` : text;
    return { sql: `('\\x${bytes}'::bytea)`, type: bytes.length > 16_000 ? { ...type, length: -1 } : type };
  }
  if (/e/iu.test(text)) return { sql: `('${text}'::double precision)`, type: typeNamed('float') };
  const [whole = '', places = ''] = text.replace('-', '').split('.');
  if (!text.includes('.') && whole.length < 10) return { sql: `(${text})`, type: intType };
  const type = typeNamed('decimal', [Math.min(38, Math.max(1, whole.length + places.length)), places.length]);
  return { sql: `(${text})::numeric`, type };
};

/** Writes values and conditions as PostgreSQL understands them, with the conversions that SQL Server makes by itself. */
export class ValueWriter implements Writing {
  constructor(readonly scope: Scope) {}

  value(value: Value): Written {
    switch (value.is) {
      case 'literal':
        return literal(value.kind, value.text);
      case 'variable':
        return this.scope.variable(value.name);
      case 'column':
        return this.#column(value.of, value.name);
      case 'cast':
        return converted(this.value(value.value), value.type, true, value.style);
      case 'call':
        return functionOf(value, this);
      case 'case': {
        const thens = [...value.whens.map(({ then }) => then), ...(value.otherwise ? [value.otherwise] : [])].map((then) =>
          this.value(then),
        );
        const type = this.meet(thens);
        const branches = value.whens.map(
          ({ when }, at) => `when ${this.condition(when)} then ${converted(thens[at] ?? literal('null', ''), type, false).sql}`,
        );
        const last = value.otherwise ? thens.at(-1) : undefined;
        return { sql: `(case ${branches.join(' ')}${last ? ` else ${converted(last, type, false).sql}` : ''} end)`, type };
      }
      case 'arithmetic':
        return this.#arithmetic(value.operator, this.value(value.left), this.value(value.right));
      case 'query': {
        const { sql, columns } = this.scope.query(value.query, this.scope.sources, true);
        const [only] = columns;
        if (columns.length !== 1 || only === undefined)
          throw new TsqlFailure(
            116,
            'Only one expression can be specified in the select list when the subquery is not introduced with EXISTS.',
          );
        return { sql: `(${sql})`, type: only.type };
      }
    }
  }

  meet(values: readonly Written[]): TsqlType {
    return values.map(({ type }) => type).reduce(meeting);
  }

  #column(of: string | undefined, name: string): Written {
    const found = this.scope.sources
      .filter(({ alias }) => of === undefined || alias.toLowerCase() === of.toLowerCase())
      .flatMap(({ columns }) => columns.filter((column) => column.name.toLowerCase() === name.toLowerCase()));
    const [only] = found;
    if (only === undefined)
      throw of === undefined
        ? new TsqlFailure(207, `Invalid column name '${name}'.`)
        : new TsqlFailure(4104, `The multi-part identifier "${of}.${name}" could not be bound.`);
    if (found.length > 1) throw new TsqlFailure(209, `Ambiguous column name '${name}'.`);
    return only;
  }

  #arithmetic(operator: string, left: Written, right: Written): Written {
    const type = meeting(left.type, right.type);
    if (type.family === 'text') {
      if (operator !== '+')
        throw new TsqlFailure(
          402,
          `The data types ${left.type.name} and ${right.type.name} are incompatible in the ${operator} operator.`,
        );
      // Texts that are not long by their types make one that is cut.
      if (type.length < 0) return { sql: `(${left.sql} || ${right.sql})`, type };
      const length = Math.min(type.name.startsWith('n') ? 4_000 : 8_000, left.type.length + right.type.length);
      return { sql: `left(${left.sql} || ${right.sql}, ${String(length)})`, type: { ...type, length } };
    }
    if (!['int', 'decimal', 'money', 'float'].includes(type.family)) throw unknownHere(`${operator} of ${type.name}`);
    return { sql: `(${converted(left, type, false).sql} ${operator} ${converted(right, type, false).sql})`, type };
  }

  condition(condition: Condition): string {
    switch (condition.is) {
      case 'and':
      case 'or':
        return `(${condition.parts.map((part) => this.condition(part)).join(` ${condition.is} `)})`;
      case 'not':
        return `(not ${this.condition(condition.part)})`;
      case 'null':
        return `(${this.value(condition.value).sql} is ${condition.not ? 'not ' : ''}null)`;
      case 'compare':
        return this.#compare(condition.operator, this.value(condition.left), this.value(condition.right));
      case 'in': {
        const value = this.value(condition.value);
        const each = condition.list.map((item) => this.#compare('=', value, this.value(item)));
        return `(${condition.not ? 'not ' : ''}(${each.join(' or ')}))`;
      }
      case 'between': {
        const value = this.value(condition.value);
        const low = this.#compare('>=', value, this.value(condition.low));
        const high = this.#compare('<=', value, this.value(condition.high));
        return `(${condition.not ? 'not ' : ''}(${low} and ${high}))`;
      }
      case 'like': {
        const value = this.value(condition.value);
        const pattern = this.value(condition.pattern);
        const escape = condition.escape && this.value(condition.escape);
        for (const part of [value, pattern])
          if (part.type.family !== 'text' && part.type.family !== 'null')
            throw part.type.name === 'image' || part.type.name === 'xml'
              ? new TsqlFailure(8116, `Argument data type ${part.type.name} is invalid for argument 1 of like function.`)
              : unknownHere(`LIKE of a ${part.type.name}`);
        return `(${condition.not ? 'not ' : ''}tsql.matches(${value.sql}, ${pattern.sql}, ${escape?.sql ?? 'null'}))`;
      }
    }
  }

  #compare(operator: string, left: Written, right: Written): string {
    for (const { type } of [left, right])
      if (type.name === 'text' || type.name === 'ntext' || type.name === 'image')
        throw new TsqlFailure(
          402,
          `The data types ${left.type.name} and ${right.type.name} are incompatible in the ${operators[operator] ?? operator} operator.`,
        );
      else refuseIncomparable(type, operator);
    const type = meeting(left.type, right.type);
    if (type.family === 'null') return `(null = null)`;
    const held = (side: Written): string => instant(converted(side, type, false).sql, type);
    const [a, b] = [held(left), held(right)];
    // Spaces at the end of a text are none.
    return type.family === 'text' ? `(rtrim(${a}) ${operator} rtrim(${b}))` : `(${a} ${operator} ${b})`;
  }
}

export const parameterType = (value: unknown): TsqlType => {
  if (typeof value === 'boolean') return typeNamed('bit');
  if (typeof value === 'bigint') return bigintType;
  if (typeof value === 'number') return Number.isInteger(value) ? intType : typeNamed('float');
  return typeof value === 'string' && value.length > 4_000 ? { ...paramText, length: -1 } : paramText;
};
