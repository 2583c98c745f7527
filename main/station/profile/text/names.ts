/**
 * XML element name of a plain-text name or of a field on the unit's web page: blanks and `[ ] ( ) /`
 * become `_`, everything else stays (guide: Element tags; the guide's `<Dial_Plan[1]>` is no XML,
 * its examples have `<Dial_Plan_1_>`).
 */
export function xmlName(name: string): string {
  return name.replace(/[\s[\]()/]/g, '_');
}
