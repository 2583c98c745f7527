/**
 * The import in hand. It outlives its screen: a person who goes to scan in between finds the file,
 * its mapping and the trial as they were, and an import that was started ends whoever looks.
 */
import { useSyncExternalStore } from 'react';
import type { ImportReport } from '../../main/contract/accounts.ts';
import { refusalText } from '../mirror/refusal.ts';
import type { StationClient } from '../mirror/wire.ts';
import { type Choices, mappingOf } from './mapping.ts';
import { type ChosenFile, readAccountFile } from './read-account-file.ts';

export const separators = [',', ';', '\t', '|'] as const;
export const encodings = ['utf-8', 'windows-1252', 'utf-16le'] as const;

/** How the file is to be read where a person corrected what the station understood. */
export interface Reading {
  separator?: (typeof separators)[number];
  encoding?: (typeof encodings)[number];
  hasHeading?: boolean;
}

export interface ImportSession {
  step: 'choose' | 'match' | 'done';
  /** The file is on its way from the disk. */
  isOpening: boolean;
  file: ChosenFile | null;
  reading: Reading;
  /** Null: as the station understands the headings. */
  choices: Choices | null;
  /** Name of the saved mapping in use; null: none, or changed since. */
  mapping: string | null;
  isImporting: boolean;
  /** What went wrong with opening or importing. */
  problem: string | null;
  /** Of the import that was written. */
  report: ImportReport | null;
}

const fresh: ImportSession = {
  step: 'choose',
  isOpening: false,
  file: null,
  reading: {},
  choices: null,
  mapping: null,
  isImporting: false,
  problem: null,
  report: null,
};

/** Null: nothing is being imported. */
let session: ImportSession | null = null;
const listeners = new Set<() => void>();

function become(next: ImportSession | null): void {
  session = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useImportSession(): ImportSession | null {
  return useSyncExternalStore(subscribe, () => session);
}

let isOfPractice: boolean | null = null;

/** Practice and real bench have lists of their own: what was begun on the other one is forgotten. */
export function keepToBench(isPractice: boolean): void {
  const isOther = isOfPractice !== null && isOfPractice !== isPractice;
  isOfPractice = isPractice;
  if (isOther && session !== null) become(null);
}

export function beginImport(): void {
  if (session?.isImporting !== true) become(fresh);
}

export function endImport(): void {
  if (session?.isImporting !== true) become(null);
}

/**
 * Changes what a person decides; an import that runs is left alone.
 * @param of  only while it is still the import of this file
 */
export function changeImport(change: Partial<ImportSession>, of?: ChosenFile | null): void {
  if (session === null || session.isImporting) return;
  if (of === undefined || of === session.file) become({ ...session, ...change });
}

/** Takes a chosen or dropped file; whatever was decided about another one is forgotten. */
export async function openFile(name: string, content: Blob): Promise<void> {
  if (session?.isImporting === true) return;
  const opening: ImportSession = { ...fresh, isOpening: true };
  become(opening);
  try {
    const file = await readAccountFile(name, content);
    if (session === opening) become({ ...fresh, file });
  } catch (error) {
    const problem = error instanceof Error ? error.message : `"${name}" could not be read.`;
    if (session === opening) become({ ...fresh, problem });
  }
}

/** The file as the station is asked about it; null before there is one. */
export function questionOf({ file, reading, choices }: ImportSession) {
  if (file === null) return null;
  const { name: fileName, base64 } = file;
  return { fileName, base64, ...reading, ...(choices === null ? {} : mappingOf(choices)) };
}

/** Writes the accounts; the session goes on to its last step, or says why nothing was written. */
export async function runImport(client: StationClient): Promise<void> {
  const question = session === null ? null : questionOf(session);
  if (session === null || question === null || session.isImporting) return;
  const running: ImportSession = { ...session, isImporting: true, problem: null };
  become(running);
  try {
    const report = await client.accounts.importCsv({ ...question, isDryRun: false });
    if (session === running) become({ ...running, isImporting: false, step: 'done', report });
  } catch (error) {
    if (session === running)
      become({ ...running, isImporting: false, problem: refusalText(error) });
  }
}
