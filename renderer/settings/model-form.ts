/** A model's row as a person types it, and what is wrong with it. Pure. */
import { type ModelRow, modelRowSchema } from '../../main/contract/settings.ts';

export interface ModelText {
  model: string;
  psn: string;
  file: string;
  lines: string;
  xmlSince: string;
  isRouter: boolean;
  tftpOptions: boolean;
}
export type ModelProblems = Partial<
  Record<'model' | 'psn' | 'file' | 'lines' | 'xmlSince', string>
>;

export const emptyModel: ModelText = {
  model: '',
  psn: '',
  file: '',
  lines: '1',
  xmlSince: '2.0.6',
  isRouter: false,
  tftpOptions: true,
};

export function modelText(row: ModelRow): ModelText {
  return { ...row, lines: String(row.lines) };
}

const words: Record<keyof ModelProblems, string> = {
  model: '2 to 20 letters, digits and -, such as SPA962.',
  psn: 'Up to 12 letters and digits, such as 962.',
  file: 'A file name, such as spa962.cfg; capital letters count.',
  lines: 'A whole number from 0 to 64.',
  xmlSince: 'A firmware version, such as 2.0.6.',
};

/**
 * @param others  names of the other rows a person set
 * @returns the row, or what is wrong by field
 */
export function readModel(
  text: ModelText,
  others: readonly string[],
): { row: ModelRow } | { problems: ModelProblems } {
  const problems: ModelProblems = {};
  const read = modelRowSchema.safeParse({
    ...text,
    model: text.model.trim(),
    psn: text.psn.trim(),
    file: text.file.trim().replace(/^\//, ''),
    lines: /^\d{1,3}$/.test(text.lines.trim()) ? Number(text.lines) : Number.NaN,
    xmlSince: text.xmlSince.trim(),
  });
  if (!read.success) {
    for (const { path } of read.error.issues) {
      const field = path[0] as keyof ModelProblems;
      problems[field] = words[field];
    }
  }
  if (text.xmlSince.trim() === '') problems.xmlSince = words.xmlSince;
  if (others.some((other) => plain(other) === plain(text.model))) {
    problems.model = `${text.model.trim()} is there already. Edit that one.`;
  }
  return read.success && Object.keys(problems).length === 0 ? { row: read.data } : { problems };
}

/** The file most units of a series ask for. */
export function usualFile(psn: string): string {
  return psn.trim() === '' ? '' : `spa${psn.trim()}.cfg`;
}

/** Names are the same whatever their hyphens and capitals, as the station reads them. */
export function plain(name: string): string {
  return name.replace(/[^A-Za-z0-9]/g, '').toUpperCase();
}
