import type * as z from 'zod';

/** `must be a port` becomes `Must be a port.` */
export const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?…]$/.test(text) ? '' : '.'}`;

/** What a contract found wrong with a field, in a person's words. */
export function issueText(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_small':
      if (issue.origin === 'string')
        return issue.minimum === 1
          ? 'This is needed.'
          : sentence(own(issue.message) ?? `must have at least ${issue.minimum.toString()} characters`);
      if (issue.origin === 'array') return 'Choose at least one.';
      return `Must be at least ${issue.minimum.toString()}.`;
    case 'too_big':
      return issue.origin === 'string'
        ? `Must have at most ${issue.maximum.toString()} characters.`
        : `Must be at most ${issue.maximum.toString()}.`;
    case 'invalid_type':
      return issue.expected === 'number' || issue.expected === 'int' ? 'Must be a whole number.' : 'This is needed.';
    case 'invalid_format':
      if (issue.format === 'email') return 'Must be an e-mail address, like name@example.com.';
      if (issue.format === 'url') return 'Must be an address that begins with http:// or https://.';
      return sentence(own(issue.message) ?? 'is not in the right form');
    case 'invalid_value':
      return 'Choose one of the list.';
    default:
      return sentence(issue.message);
  }
}

/** The contract's own words, unless they are the library's. */
const own = (message: string): string | undefined => (/^(Invalid|Too (small|big))/.test(message) ? undefined : message);
