/** The places a reader names lie in the text they are of. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lintProfile } from '../../main/station/profile/lint/lint.ts';
import { convertProfile } from '../../main/station/profile/text/convert.ts';
import { readProfile } from '../../main/station/profile/text/profile.ts';
import { scanProfile } from '../../main/station/profile/text/scan.ts';
import { builtInCatalogue } from '../../main/station/profile/values/catalogue.ts';
import { files, numRuns, profileText, timeoutMs } from './texts.ts';

describe('places', () => {
  const isInside = (start: number, end: number, { length }: string) =>
    start >= 0 && end >= start && end <= length;

  it(
    'of entries, values and problems lie inside of their file',
    () => {
      fc.assert(
        fc.property(profileText, (text) => {
          const source = scanProfile({ name: 'main.txt', text }, files(text));
          for (const { start, end, file } of source.problems) {
            if (!isInside(start, end, file.text)) throw new Error('a problem outside');
          }
          for (const entry of source.entries) {
            const whole = entry.file.text;
            const spans = [entry.whole, entry.nameAt, entry.valueAt, entry.accessAt];
            for (const span of spans) {
              if (span && !isInside(span.start, span.end, whole))
                throw new Error('an entry outside');
            }
            const offsets = [...(entry.value ?? '')].map((_, index) => entry.offsetOf(index));
            if (offsets.some((at, index) => at < (offsets[index - 1] ?? 0) || at >= whole.length)) {
              throw new Error('a character outside');
            }
          }
        }),
        { numRuns },
      );
    },
    timeoutMs,
  );

  it(
    'of findings and their fixes lie inside of the text',
    () => {
      fc.assert(
        fc.property(profileText, fc.boolean(), (text, isTemplate) => {
          const source = scanProfile({ name: 'main.txt', text }, files(text));
          const options = isTemplate ? { layer: 'model' as const, isWhole: true } : {};
          for (const { file, start, end, fix } of lintProfile(source, options)) {
            const whole = file === 'main.txt' ? text : (files(text).get(file) ?? '');
            if (!isInside(start, end, whole)) throw new Error('a finding outside');
            for (const edit of fix?.edits ?? []) {
              if (!isInside(edit.start, edit.end, whole)) throw new Error('an edit outside');
            }
          }
        }),
        { numRuns },
      );
    },
    timeoutMs,
  );

  it(
    'in the text of a conversion mean what was meant',
    () => {
      fc.assert(
        fc.property(
          profileText,
          fc.constantFrom('xml' as const, 'plain-text' as const),
          (text, to) => {
            const source = scanProfile({ name: 'main.txt', text }, files(text));
            const converted = convertProfile(source, to, builtInCatalogue);
            if (!converted.ok) return;
            const before = readProfile(text, files(text));
            const after = readProfile(converted.value.text);
            if (!before.ok || !after.ok) throw new Error('cannot be read back');
            const meant = (name: string, list: typeof before.value) => {
              const entry = list.find((one) => one.name === name);
              const access = entry?.access ?? builtInCatalogue.byXmlName(name)?.userAccess ?? 'na';
              return JSON.stringify([entry?.value?.trim() ?? null, access]);
            };
            for (const { name } of before.value) {
              if (meant(name, before.value) !== meant(name, after.value)) throw new Error(name);
            }
            expect(after.value).toHaveLength(before.value.length);
          },
        ),
        { numRuns },
      );
    },
    timeoutMs,
  );
});
