import { first } from './0001-first.ts';

/** Step n takes a database from `user_version` n to n + 1. Steps are only ever added. */
export const migrations: readonly string[] = [first];
