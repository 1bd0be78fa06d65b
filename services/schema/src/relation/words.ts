/** Names of tables and columns as words. */

const irregular: Readonly<Record<string, string>> = {
  people: 'person',
  children: 'child',
  men: 'man',
  women: 'woman',
  indices: 'index',
  matrices: 'matrix',
  vertices: 'vertex',
  criteria: 'criterion',
  news: 'news',
  series: 'series',
  species: 'species',
};

/** Singulars that were asked for: the same few words come again and again. */
const known = new Map<string, string>();

/** A plural English word as its singular; a word that is none stays. */
export function singular(word: string): string {
  const found = known.get(word);
  if (found !== undefined) return found;
  const made = singularOf(word);
  if (known.size < 20_000) known.set(word, made);
  return made;
}

function singularOf(word: string): string {
  if (Object.hasOwn(irregular, word)) return irregular[word] ?? word;
  if (word.length < 4 || /(?:ss|us|sis|xis)$/.test(word)) return word;
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (/(?:ss|x|z|ch|sh|us)es$/.test(word)) return word.slice(0, -2);
  return word.endsWith('s') ? word.slice(0, -1) : word;
}

/** Names that were taken apart: a large schema calls its columns alike, and each is asked for many times. */
const apart = new Map<string, readonly string[]>();

/** The words of a name, in lower case: at every sign, at every change to upper case, and before digits at its end. */
export function wordsOf(name: string): string[] {
  const known = apart.get(name);
  if (known) return [...known];
  const words = takenApart(name);
  if (apart.size < 50_000) apart.set(name, words);
  return [...words];
}

function takenApart(name: string): readonly string[] {
  return name
    .replaceAll(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .replaceAll(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, '$1 $2')
    .replaceAll(/(\p{L})(\d+)$/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** Words that say “this is how a row is known” and nothing about which thing it is. */
const keyWords = new Set(['id', 'ids', 'uuid', 'guid', 'uid', 'oid', 'pk', 'fk', 'sk']);
/** Words that say the same of some tables, and of others that it is just a number or a text: a country's code, a session's key. */
const looseKeyWords = new Set(['key', 'code', 'cd', 'no', 'nr', 'num', 'number', 'ref', 'hash', 'slug', 'symbol']);
export const isLooseKeyWord = (word: string): boolean => looseKeyWords.has(word);
export const isKeyWord = (word: string): boolean => keyWords.has(word) || looseKeyWords.has(word);

/** Words that are put before or after a name without changing what it names. */
const affixes = new Set(['fk', 'ref', 'tbl', 'table', 'tb', 'dim', 'fact']);
export const isAffix = (word: string): boolean => affixes.has(word);

/** Words at the end of a table's name that say what sort of table it is rather than what is in it. */
const tableSorts = new Set(['entity', 'master', 'mst', 'header', 'hdr', 'record', 'data', 'info', 'table', 'tbl', 'base']);
export const isTableSort = (word: string): boolean => tableSorts.has(word);

/** Words that name another thing than the one before them: a product's type is no product. */
const otherThings = new Set(
  'type group status state category class kind level option mode template method format version source reason'.split(' '),
);
export const isOtherThing = (word: string): boolean => otherThings.has(word);

/** Roles that lead back into the same table. */
const ownRoles = new Set([
  'parent',
  'root',
  'ancestor',
  'child',
  'previous',
  'prev',
  'next',
  'successor',
  'predecessor',
  'replaces',
  'replacement',
  'reply',
  'original',
  'origin',
  'master',
  'duplicate',
  'template',
  'superior',
]);
export const isOwnRole = (word: string): boolean => ownRoles.has(word);

/** Roles that people have. */
const personRoles = new Set([
  'author',
  'owner',
  'creator',
  'editor',
  'assignee',
  'assigned',
  'approver',
  'reviewer',
  'reporter',
  'sender',
  'recipient',
  'receiver',
  'uploader',
  'submitter',
  'requester',
  'moderator',
  'inviter',
  'invitee',
  'rep',
  'representative',
  'salesperson',
  'user',
  'manager',
  'supervisor',
  'lead',
  'follower',
  'friend',
  'guest',
  'spouse',
  'companion',
]);
/** What is done by somebody: `created_by`, `locked_by`. */
const personWords = new Set(['by', 'whom', 'who']);
export const isPersonRole = (word: string): boolean => personRoles.has(word);
/** Words that end as the names of those who do something end, and name things. */
const things = new Set(
  `order number folder layer letter paper header server container filter trigger counter buffer parameter chapter center tier error vector
  color sensor door floor factor monitor fee tree committee computer printer router cluster register ledger poster banner power meter
  character identifier pointer pager buffer master cover offer voucher transfer matter water user sector motor mirror actor indicator
  descriptor connector processor accelerator generator calculator operator iterator`.split(/\s+/),
);
/** `organizer`, `inspector`, `trainee`: whoever does something, as far as the word tells. */
export const isDoer = (word: string): boolean => word.length > 4 && /(?:er|or|ee)$/.test(word) && !things.has(word);
export const isPersonWord = (word: string): boolean => personWords.has(word);

/** What tables of people are called, the likeliest first. */
export const personTables: readonly string[] = ['user', 'account', 'person', 'employee', 'staff', 'member', 'profile'];
/** Tables of people who play parts now and then. */
export const otherPersonTables: readonly string[] = [
  'customer',
  'client',
  'patient',
  'student',
  'teacher',
  'doctor',
  'passenger',
  'contact',
  'agent',
  'worker',
  'player',
  'partner',
  'subscriber',
];

/**
 * Knows the words of one schema, so that names written in one piece come apart: `hostid` is `host` and `id` where there is a table or a
 * key of hosts, and `paid` stays `paid`.
 */
export class Vocabulary {
  private readonly stems = new Set<string>();

  /** Learns a word, or the words of a name written as one. */
  learn(words: readonly string[]): void {
    const joined = words.join('');
    if (joined.length > 1) this.stems.add(joined);
    const last = words.at(-1);
    if (last !== undefined) this.stems.add([...words.slice(0, -1), singular(last)].join(''));
  }

  has(word: string): boolean {
    return this.stems.has(word);
  }

  /** The words of a name, those written as one taken apart where their stem is known. */
  wordsOf(name: string): string[] {
    return wordsOf(name).flatMap((word) => this.parted(word));
  }

  private parted(word: string): string[] {
    const [, stem, end] = /^(.{2,})(id|uid|uuid|guid|key|code|no)$/.exec(word) ?? [];
    if (stem === undefined || end === undefined) return [word];
    if (this.stems.has(stem)) return [stem, end];
    if (this.stems.has(singular(stem))) return [singular(stem), end];
    if (end === 'id' && stem.length > 5 && (isPersonRole(stem) || isDoer(stem))) return [stem, end];
    const [, thing, side] = /^(.{2,})(up|down|from|to|source|target|parent|child)$/.exec(stem) ?? [];
    return thing !== undefined && side !== undefined && this.stems.has(thing) ? [thing, side, end] : [word];
  }
}
