/** The public part of a class: what a fake in a small test has to offer in its place. */
export type PublicOf<T> = Pick<T, keyof T>;
