/** One-time codes of the retail model (guide: Retail Provisioning). */
export const pins = `
-- hash: scrypt of the code; the code itself is nowhere. mac: the unit that used it.
CREATE TABLE pins (
  id INTEGER PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  account TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  mac TEXT,
  taken_at INTEGER,
  served_at INTEGER,
  withdrawn_at INTEGER
) STRICT;
CREATE INDEX pins_by_mac ON pins (mac) WHERE mac IS NOT NULL;
`;
