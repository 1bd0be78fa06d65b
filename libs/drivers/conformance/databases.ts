import { type Kind, kinds } from '@orrery/contracts';
import { capabilityNames, type CapabilityName, dialectOf } from '@orrery/dialects';
import { subjects } from './kinds.js';
import { nameOf, oldest } from '../src/oldest.js';
import { rogues } from './rogues.js';
import { type Engine, type Language, languageOf, type Proof } from './subject.js';

/** docs/databases.md, written from what the suite itself runs: nothing stands there that no test holds. */
export const databasesPage = (): string =>
  [
    '# Databases',
    [
      'What each kind of database can do here, and how we know. This page is written by the conformance suite',
      'from what it runs (`WRITE_DOCS=1 npx jest libs/drivers/conformance/databases`); a test fails when it is stale.',
    ].join(' '),
    '## Engines',
    table(['kind', 'engine', 'the results rest on'], kinds.flatMap(enginesOf)),
    '## Oldest releases',
    [
      'What is older fails a test of its connection at the stage `version`: its catalog can’t answer what is asked here,',
      'or its client does not speak to it. Tried are the engines above.',
    ].join(' '),
    table(
      ['kind', 'needed'],
      kinds.map((kind) => [labelOf(kind), oldest[kind].map(nameOf).join(', ')]),
    ),
    '## Capabilities',
    table(['', ...kinds.map(labelOf)], capabilityNames.map(capabilityRow)),
    ...kinds.flatMap(kindSection),
  ].join('\n\n') + '\n';

const labelOf = (kind: Kind): string => dialectOf(kind)?.label ?? kind;

const enginesOf = (kind: Kind): string[][] =>
  subjects[kind].engines.map((engine) => {
    const run = engine.verifiedBy !== 'nothing' && typeof languageOf(subjects[kind], engine) !== 'string';
    return [labelOf(kind), engine.name, run ? groundOf(engine) : 'NOT RUN'];
  });

const groundOf = ({ verifiedBy, named, contained, readsBackOnly }: Engine): string => {
  if (readsBackOnly === true) return `${verifiedBy}: what is written to it is read back, and nothing else is asked of it`;
  if (contained === true) return 'NOT RUN where this page was written: the real server in a container, for where containers run';
  return named === undefined ? verifiedBy : `${verifiedBy}, where \`${named}\` names one`;
};

const capabilityRow = (name: CapabilityName): string[] => [
  `\`${name}\``,
  ...kinds.map((kind) => {
    const said = dialectOf(kind)?.capabilities[name];
    return said === undefined ? '' : said.able ? 'yes' : `no: ${said.consequence}`;
  }),
];

const kindSection = (kind: Kind): string[] => {
  const { language, engines } = subjects[kind];
  const title = `## ${labelOf(kind)}`;
  if (typeof language === 'string') return [title, language];
  const others = engines.filter(
    (engine) => engine.contained !== true && engine.readsBackOnly !== true && languageOf(subjects[kind], engine) !== language,
  );
  return [
    title,
    ...languageSection(language),
    ...others.flatMap((engine) => {
      const own = languageOf(subjects[kind], engine);
      return typeof own === 'string' ? [] : [`### ${engine.name}, where it differs`, ...languageSection(own, language)];
    }),
    ...roguesOf(kind),
  ];
};

/** What a language is held against; where another one is given, what differs from it. */
const languageSection = (language: Language, other?: Language): string[] => {
  const { readOnly, capabilities } = language;
  const shown = capabilityNames.filter((name) => capabilities[name] !== other?.capabilities[name]);
  const capabilityTable = table(
    ['capability', 'shown by', 'outcome'],
    shown.map((name) => [`\`${name}\``, capabilities[name].how, outcomeOf(capabilities[name])]),
  );
  const types = typesOf(language).filter((type) => other === undefined || !typesOf(other).includes(type));
  return [
    ...(shown.length > 0 ? [capabilityTable] : []),
    ...(readOnly === other?.readOnly
      ? []
      : [
          `Read-only runs let ${readOnly.reads.length} reads through and nothing of ${readOnly.payloads.length} statements that change something.`,
        ]),
    ...(types.length === 0
      ? []
      : [
          `${other === undefined ? 'Types' : 'More types'} whose values are compared byte by byte with what the server holds: ${types.join(', ')}.`,
        ]),
  ];
};

const outcomeOf = (proof: Proof): string => {
  if ('ask' in proof) return `answered \`${proof.answers}\``;
  return 'statements' in proof ? 'it is as said' : `scenario “${proof.scenario}”`;
};

const typesOf = ({ values }: Language): string[] =>
  [...new Set(values.map(({ dataType }) => `\`${dataType}\``))].sort((a, b) => (a < b ? -1 : 1));

const roguesOf = (kind: Kind): string[] => {
  const cases = rogues[kind];
  if (typeof cases === 'string') return [`Rogue servers: ${cases}.`];
  return [
    'Rogue servers, none of which is ever sent the password:',
    table(
      ['a server that …', 'is told as'],
      cases.map(({ name, kind: fault }) => [name, `\`${fault}\``]),
    ),
  ];
};

/** A table of Markdown with its columns as wide as their longest cell, as Prettier writes it. */
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [first = [], ...others] = cells;
  return [line(first), line(widths.map((width) => '-'.repeat(width))), ...others.map(line)].join('\n');
};
