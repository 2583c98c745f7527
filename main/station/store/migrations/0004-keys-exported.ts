/** When a unit's key was last written to a key file for the ISP. */
export const keysExported = `
ALTER TABLE keys ADD COLUMN exported_at INTEGER;
`;
