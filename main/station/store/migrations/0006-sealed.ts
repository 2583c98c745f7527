/**
 * What people may see of a key, so that showing it opens none. From here on secret columns are sealed;
 * `store/seal-rows.ts` seals what stands there, because SQL cannot.
 */
export const sealed = `
ALTER TABLE keys ADD COLUMN fingerprint TEXT NOT NULL DEFAULT '';
`;
