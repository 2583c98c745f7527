interface Known {
  name: string;
  folded: string;
  digits: string;
  /** One bit for each letter or other character it has: see {@link lettersOf}. */
  letters: number;
}

/**
 * Makes the search for the known name that a name was meant to be: the one that differs in case only,
 * else the only one at the least distance of one or two letters put in, left out, changed or swapped
 * (one for names under eight characters). Digits must agree: they count lines, rings and speed dials.
 *
 * Asked for every unknown name of a profile, so most candidates are put aside by their length, digits
 * and letters, and a name is searched for once.
 */
export function createFinder(names: readonly string[]): (name: string) => string | null {
  const known = names.map(fold);
  const byFolded = new Map(known.map((one) => [one.folded, one.name]));
  const longest = Math.max(0, ...names.map((name) => name.length));
  const answers = new Map<string, string | null>();
  return (name) => {
    if (name.length > longest + 2) return null;
    const folded = byFolded.get(name.toLowerCase());
    if (folded !== undefined) return folded;
    const answered = answers.get(name);
    if (answered !== undefined) return answered;
    const answer = search(fold(name), known);
    // A catalogue lives as long as the station; the names it is asked for must not pile up.
    if (answers.size >= 5000) answers.clear();
    answers.set(name, answer);
    return answer;
  };
}

function search(wanted: Known, known: readonly Known[]): string | null {
  let best = wanted.name.length < 8 ? 1 : 2;
  let found: string[] = [];
  for (const one of known) {
    if (Math.abs(one.folded.length - wanted.folded.length) > best) continue;
    if (one.digits !== wanted.digits) continue;
    // A letter changed into another is two bits at most.
    if (countBits(one.letters ^ wanted.letters) > 2 * best) continue;
    const distance = distanceOf(one.folded, wanted.folded, best);
    if (distance > best) continue;
    found = distance < best ? [one.name] : [...found, one.name];
    best = distance;
  }
  return found.length === 1 ? (found[0] ?? null) : null;
}

function fold(name: string): Known {
  const folded = name.toLowerCase();
  return { name, folded, digits: folded.replace(/\D+/g, ' '), letters: lettersOf(folded) };
}

function lettersOf(folded: string): number {
  let letters = 0;
  for (let at = 0; at < folded.length; at += 1) letters |= 1 << (folded.charCodeAt(at) & 31);
  return letters;
}

function countBits(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

/**
 * How many letters have to be put in, left out, changed, or swapped with their neighbour (optimal
 * string alignment), as far as it is not more than `most`; above that any larger number.
 */
function distanceOf(a: string, b: string, most: number): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1];
      let cost = Math.min(
        (above[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (above[column - 1] ?? 0) + (isSame ? 0 : 1),
      );
      const isSwapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (row > 1 && column > 1 && isSwapped) {
        cost = Math.min(cost, (before[column - 2] ?? 0) + 1);
      }
      current[column] = cost;
      least = Math.min(least, cost);
    }
    if (least > most) return least;
    before = above;
    above = current;
  }
  return above[b.length] ?? 0;
}
