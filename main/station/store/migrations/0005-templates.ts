/** Templates with versions and drafts, the passwords made for units, imported catalogues. */
export const templates = `
-- Published versions are never changed nor deleted. key: '' for station and isp.
CREATE TABLE template_versions (
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version >= 1),
  texts TEXT NOT NULL,
  note TEXT NOT NULL,
  published_at INTEGER NOT NULL,
  PRIMARY KEY (kind, key, version)
) STRICT, WITHOUT ROWID;

-- revision: another with every save and never again, so that two windows do not overwrite each other.
CREATE TABLE template_drafts (
  revision INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  texts TEXT NOT NULL,
  based_on INTEGER,
  saved_at INTEGER NOT NULL,
  UNIQUE (kind, key)
) STRICT;

-- Which version of each template a unit's profile was made of.
CREATE TABLE template_served (
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  mac TEXT NOT NULL,
  version INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (mac, kind, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX template_served_by_template ON template_served (kind, key, at);

CREATE TABLE unit_secrets (
  mac TEXT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (mac, name)
) STRICT, WITHOUT ROWID;

-- model '' : for every model. firmware '' : for every firmware of the model.
CREATE TABLE catalogues (
  model TEXT NOT NULL,
  firmware TEXT NOT NULL,
  source TEXT NOT NULL,
  parameters TEXT NOT NULL,
  imported_at INTEGER NOT NULL,
  PRIMARY KEY (model, firmware)
) STRICT, WITHOUT ROWID;
`;
