/** Keys that units had before their present one, and the encrypted exports to the ISP. */
export const escrow = `
-- key: sealed; null once it is of no more use. At most one per unit awaits the proof of the next one.
CREATE TABLE key_history (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  mac TEXT NOT NULL,
  key TEXT,
  fingerprint TEXT NOT NULL,
  directory TEXT NOT NULL,
  last_name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  issued_at INTEGER,
  exported_at INTEGER,
  ended_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('awaiting-proof', 'proved', 'replaced')),
  why TEXT NOT NULL
) STRICT;
CREATE INDEX key_history_by_mac ON key_history (mac);
CREATE INDEX key_history_by_directory ON key_history (directory);
CREATE UNIQUE INDEX key_history_awaiting ON key_history (mac) WHERE state = 'awaiting-proof';

CREATE TABLE key_exports (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  file_name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  unit_count INTEGER NOT NULL,
  recipients TEXT NOT NULL
) STRICT;

-- fingerprint: of the key that was in it.
CREATE TABLE key_export_units (
  export INTEGER NOT NULL REFERENCES key_exports (number),
  mac TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  PRIMARY KEY (mac, export)
) STRICT, WITHOUT ROWID;
`;
