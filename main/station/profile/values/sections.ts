import { type bad, good, type Read } from '../problem.ts';
import { type Duration, MAX_PARTS, readDuration, type ScriptReader } from './script-reader.ts';

type Failed = ReturnType<typeof bad>;

/** One on and off of a signal. */
export interface Segment {
  on: Duration;
  off: Duration;
}

/** Segments played in order, and again, until `length` is over. */
export interface Section<S extends Segment = Segment> {
  length: Duration;
  segments: S[];
}

/** What CadScript and ToneScript have in common. */
export interface Sections<S extends Segment = Segment> {
  sections: Section<S>[];
  /** Seconds of all sections together; `*` if one is endless. */
  total: Duration;
}

const MAX_SECTIONS = 2;

/**
 * Reads one or two sections, `10(2/4,1/1)`, to the end of the script (guide: CadScript).
 *
 * @param separator what stands between two sections: one sticky pattern
 * @param readRest  what follows on and off in a segment, and makes the whole of it
 */
export function readSections<S extends Segment>(
  reader: ScriptReader,
  separator: RegExp,
  readRest: (segment: Segment) => Read<S>,
): Read<Sections<S>> {
  const sections: Section<S>[] = [];
  do {
    if (sections.length === MAX_SECTIONS) {
      const message = 'A script has at most two sections.';
      return reader.fail('too-many-sections', message, reader.at - 1);
    }
    const section = readSection(reader, readRest);
    if (!section.ok) return section;
    sections.push(section.value);
  } while (reader.take(separator));
  if (!reader.isAtEnd) return reader.fail('unexpected-text', 'The script must end here.');
  return good({ sections, total: addUp(sections.map((section) => section.length)) });
}

function readSection<S extends Segment>(
  reader: ScriptReader,
  readRest: (segment: Segment) => Read<S>,
): Read<Section<S>> {
  const length = readDuration(reader);
  if (!length.ok) return length;
  if (!reader.take(/\(/y)) {
    return reader.fail('no-parenthesis', 'The segments stand in parentheses: ( is missing.');
  }
  const segments: S[] = [];
  do {
    if (segments.length === MAX_PARTS) {
      return reader.fail('too-many-segments', 'A section has at most six segments.');
    }
    const times = readTimes(reader);
    if (!times.ok) return times;
    const segment = readRest(times.value);
    if (!segment.ok) return segment;
    segments.push(segment.value);
  } while (reader.takeComma());
  if (!reader.take(/\)/y)) return notClosed(reader);
  return good({ length: length.value, segments });
}

function notClosed(reader: ScriptReader): Failed {
  return reader.fail('no-parenthesis', 'A comma and a segment, or ), must stand here.');
}

function readTimes(reader: ScriptReader): Read<Segment> {
  const on = readDuration(reader);
  if (!on.ok) return on;
  if (!reader.take(/\//y)) {
    const isPrinted = on.value === '*' && /\d/.test(reader.text[reader.at] ?? '');
    return isPrinted
      ? reader.fail('missing-slash', 'A slash is missing after the star: */0 is meant, not *0.')
      : reader.fail('missing-slash', 'A slash must stand between the on and the off time.');
  }
  const off = readDuration(reader);
  return off.ok ? good({ on: on.value, off: off.value }) : off;
}

/** In whole milliseconds, so that .1 and .2 are .3. */
function addUp(lengths: Duration[]): Duration {
  let milliseconds = 0;
  for (const length of lengths) {
    if (length === '*') return '*';
    milliseconds += Math.round(length * 1000);
  }
  return milliseconds / 1000;
}
