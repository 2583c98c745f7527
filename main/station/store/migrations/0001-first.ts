/** The whole schema of the first version. */
export const first = `
CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE leases (
  client_key TEXT PRIMARY KEY,
  mac TEXT NOT NULL,
  address TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  lease TEXT NOT NULL
) STRICT;

-- place: the order units were first seen in, which is their place on the bench board.
CREATE TABLE units (
  place INTEGER PRIMARY KEY,
  mac TEXT NOT NULL UNIQUE,
  record TEXT NOT NULL
) STRICT;

CREATE TABLE evidence (
  id INTEGER PRIMARY KEY,
  mac TEXT NOT NULL,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;
CREATE INDEX evidence_by_mac ON evidence (mac, id);

CREATE TABLE served (
  id INTEGER PRIMARY KEY,
  mac TEXT NOT NULL,
  at INTEGER NOT NULL,
  name TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  complete INTEGER NOT NULL
) STRICT;
CREATE INDEX served_by_mac ON served (mac, id);

CREATE TABLE keys (
  mac TEXT PRIMARY KEY,
  key TEXT NOT NULL,
  directory TEXT NOT NULL UNIQUE,
  last_name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  issued_at INTEGER
) STRICT;

CREATE TABLE log (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  source TEXT NOT NULL,
  mac TEXT,
  address TEXT,
  facility INTEGER,
  severity INTEGER NOT NULL,
  msg TEXT NOT NULL,
  raw TEXT
) STRICT;
CREATE INDEX log_by_mac ON log (mac, id) WHERE mac IS NOT NULL;

CREATE TABLE foreign_clients (
  mac TEXT PRIMARY KEY,
  client TEXT NOT NULL
) STRICT;

CREATE TABLE accounts (
  account TEXT PRIMARY KEY,
  name TEXT,
  work_order TEXT,
  model TEXT,
  user_id TEXT,
  display_name TEXT,
  allowed INTEGER NOT NULL CHECK (allowed >= 1),
  is_closed INTEGER NOT NULL
) STRICT;
CREATE INDEX accounts_by_work_order ON accounts (work_order COLLATE NOCASE);
CREATE INDEX accounts_any_case ON accounts (account COLLATE NOCASE);
CREATE INDEX accounts_by_number ON accounts (ltrim(account, '0'));

-- Apart from accounts, so that no listing can show them by accident.
CREATE TABLE account_secrets (
  account TEXT NOT NULL REFERENCES accounts (account),
  field TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (account, field)
) STRICT, WITHOUT ROWID;

-- number: without gaps. A pending batch has no proved file yet; one that never got it is deleted.
CREATE TABLE batches (
  number INTEGER PRIMARY KEY,
  preset TEXT NOT NULL,
  at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'live', 'void')),
  row_count INTEGER NOT NULL CHECK (row_count > 0),
  file TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  content BLOB NOT NULL,
  void_reason TEXT,
  voided_at INTEGER
) STRICT;

-- Rows are never deleted. batch: the one batch that counts; a void empties it again.
CREATE TABLE bindings (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account TEXT NOT NULL REFERENCES accounts (account),
  mac TEXT NOT NULL,
  serial TEXT,
  model TEXT,
  firmware TEXT,
  stage TEXT NOT NULL,
  bound_at INTEGER NOT NULL,
  seat TEXT NOT NULL,
  batch INTEGER REFERENCES batches (number),
  ended_as TEXT CHECK (ended_as IN ('undone', 'released')),
  ended_at INTEGER
) STRICT;
CREATE UNIQUE INDEX one_live_binding_per_unit ON bindings (mac) WHERE ended_as IS NULL;
CREATE INDEX live_bindings_by_account ON bindings (account) WHERE ended_as IS NULL;
CREATE INDEX bindings_by_batch ON bindings (batch) WHERE batch IS NOT NULL;

CREATE TABLE batch_members (
  batch INTEGER NOT NULL REFERENCES batches (number),
  binding INTEGER NOT NULL REFERENCES bindings (id),
  PRIMARY KEY (batch, binding)
) STRICT, WITHOUT ROWID;

CREATE TABLE scans (
  id INTEGER PRIMARY KEY,
  seat TEXT NOT NULL,
  at INTEGER NOT NULL,
  text TEXT NOT NULL,
  class TEXT NOT NULL,
  verdict TEXT NOT NULL,
  unit TEXT,
  account TEXT,
  reason TEXT
) STRICT;

CREATE TABLE seats (
  seat TEXT PRIMARY KEY,
  memory TEXT NOT NULL
) STRICT;
`;
