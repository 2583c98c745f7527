/** Where a text names the station: what must not go into the field with a unit. Pure. */

/**
 * Whether `text` names one of the addresses or names, on its own and not as a part of a longer one:
 * `192.168.76.1` is not in `192.168.76.10`, nor `bench` in `workbench.isp.net`.
 * @param station addresses and host names of the station; case does not count
 */
export function namesStation(text: string, station: readonly string[]): boolean {
  const value = text.toLowerCase();
  return station.some((one) => one !== '' && hasName(value, one.toLowerCase().replace(/\.$/, '')));
}

function hasName(value: string, name: string): boolean {
  for (let at = value.indexOf(name); at >= 0; at = value.indexOf(name, at + 1)) {
    const before = value[at - 1] ?? '';
    const after = value.slice(at + name.length);
    // A dot that ends a sentence or a full name is no part of a longer one.
    if (!/[a-z0-9._-]/.test(before) && !/^(?:[a-z0-9_-]|\.[a-z0-9_-])/.test(after)) return true;
  }
  return false;
}
