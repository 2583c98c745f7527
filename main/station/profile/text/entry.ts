/** What the user's web pages may do with a parameter: nothing, show it, change it. */
export type Access = 'na' | 'ro' | 'rw';

/** One parameter of a profile, whichever format it was read from or will be written to. */
export interface ProfileEntry {
  /** XML element name: `User_ID_1_`. */
  name: string;
  /** null keeps the unit's value (`<X/>`), '' sets the empty string (`<X></X>`). */
  value: string | null;
  /** Absent: the factory's access stays. */
  access?: Access;
}
