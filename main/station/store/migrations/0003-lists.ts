/**
 * Long lists found and paged quickly: what is searched, counted and filtered by is kept beside each row.
 * Imports with what they changed, so that one can be taken back; reasons; pairs that wait for their unit.
 */
export const lists = `
ALTER TABLE accounts ADD COLUMN changed_at INTEGER;
-- Every word of the account in lower case; JavaScript writes it, which knows more letters than lower().
ALTER TABLE accounts ADD COLUMN search TEXT NOT NULL DEFAULT '';
-- Live bindings; kept by the triggers below.
ALTER TABLE accounts ADD COLUMN devices INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN status TEXT GENERATED ALWAYS AS (
  CASE WHEN is_closed = 1 THEN 'closed' WHEN devices >= allowed THEN 'full' ELSE 'open' END
) VIRTUAL;
UPDATE accounts SET
  search = lower(concat_ws(char(10), account, name, work_order, model, user_id, display_name)),
  devices = (SELECT count(*) FROM bindings b WHERE b.account = accounts.account AND b.ended_as IS NULL);
CREATE INDEX accounts_by_status ON accounts (status, account);
CREATE INDEX accounts_by_name ON accounts (name COLLATE NOCASE, account);
CREATE INDEX accounts_by_devices ON accounts (devices, account);
CREATE INDEX accounts_by_change ON accounts (changed_at, account);
CREATE INDEX accounts_in_orders ON accounts (work_order COLLATE NOCASE, account);
DROP INDEX accounts_by_work_order;

ALTER TABLE bindings ADD COLUMN end_reason TEXT;
ALTER TABLE bindings ADD COLUMN was_voided INTEGER NOT NULL DEFAULT 0;
-- MAC, serial and model in lower case, then the account's words.
ALTER TABLE bindings ADD COLUMN search TEXT NOT NULL DEFAULT '';
ALTER TABLE bindings ADD COLUMN standing TEXT GENERATED ALWAYS AS (
  CASE WHEN ended_as IS NOT NULL THEN 'ended' WHEN batch IS NULL THEN 'open' ELSE 'held' END
) VIRTUAL;
UPDATE bindings SET
  search = lower(concat_ws(char(10), mac, serial, model))
    || char(10) || (SELECT a.search FROM accounts a WHERE a.account = bindings.account),
  was_voided = EXISTS (SELECT 1 FROM batch_members m JOIN batches x ON x.number = m.batch
    WHERE m.binding = bindings.id AND x.state = 'void');
CREATE INDEX bindings_by_account ON bindings (account, id);
CREATE INDEX bindings_by_time ON bindings (bound_at, id);
CREATE INDEX bindings_by_mac ON bindings (mac, id);
CREATE INDEX bindings_by_serial ON bindings (serial, id);
CREATE INDEX bindings_by_model ON bindings (model, id);
CREATE INDEX bindings_by_standing ON bindings (standing);
CREATE INDEX bindings_voided ON bindings (id) WHERE was_voided = 1;
CREATE INDEX bindings_open ON bindings (id) WHERE ended_as IS NULL AND batch IS NULL;
CREATE INDEX live_bindings_by_seat ON bindings (seat, id) WHERE ended_as IS NULL;

CREATE TRIGGER binding_began AFTER INSERT ON bindings BEGIN
  UPDATE bindings SET search = lower(concat_ws(char(10), NEW.mac, NEW.serial, NEW.model))
    || char(10) || (SELECT a.search FROM accounts a WHERE a.account = NEW.account)
  WHERE id = NEW.id;
  UPDATE accounts SET devices = devices + (NEW.ended_as IS NULL) WHERE account = NEW.account;
  UPDATE imports SET is_bound = 1 WHERE is_bound = 0
    AND number IN (SELECT import FROM import_accounts WHERE account = NEW.account);
END;
CREATE TRIGGER binding_ended AFTER UPDATE OF ended_as ON bindings
WHEN (OLD.ended_as IS NULL) <> (NEW.ended_as IS NULL) BEGIN
  UPDATE accounts SET devices = devices + iif(NEW.ended_as IS NULL, 1, -1)
  WHERE account = NEW.account;
END;
CREATE TRIGGER account_words AFTER UPDATE OF search ON accounts
WHEN OLD.search <> NEW.search BEGIN
  UPDATE bindings SET search = lower(concat_ws(char(10), mac, serial, model)) || char(10) || NEW.search
  WHERE account = NEW.account;
END;

-- is_bound: one of its accounts was bound since. undo_state: see store/imports.ts.
CREATE TABLE imports (
  number INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  file_name TEXT NOT NULL,
  added INTEGER NOT NULL DEFAULT 0,
  changed INTEGER NOT NULL DEFAULT 0,
  is_bound INTEGER NOT NULL DEFAULT 0,
  undo_state TEXT CHECK (undo_state IN ('begun', 'done')),
  undone_at INTEGER
) STRICT;
-- before: the account as it was, as JSON; null: the import added it. fields: what it changed, as JSON.
CREATE TABLE import_accounts (
  import INTEGER NOT NULL REFERENCES imports (number),
  account TEXT NOT NULL,
  before TEXT,
  fields TEXT NOT NULL,
  is_restored INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (import, account)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_accounts_by_account ON import_accounts (account, import);
CREATE INDEX import_accounts_to_restore ON import_accounts (import) WHERE is_restored = 0;
-- Secrets as they were before an import; null: there was none. Apart, as account_secrets is.
CREATE TABLE import_secrets (
  import INTEGER NOT NULL REFERENCES imports (number),
  account TEXT NOT NULL,
  field TEXT NOT NULL,
  value TEXT,
  PRIMARY KEY (import, account, field)
) STRICT, WITHOUT ROWID;
-- The later import changed an account of the earlier one.
CREATE TABLE import_overlaps (
  earlier INTEGER NOT NULL REFERENCES imports (number),
  later INTEGER NOT NULL REFERENCES imports (number),
  PRIMARY KEY (earlier, later)
) STRICT, WITHOUT ROWID;
CREATE TABLE column_mappings (
  name TEXT PRIMARY KEY,
  mapping TEXT NOT NULL
) STRICT;

ALTER TABLE batches ADD COLUMN replaced_by INTEGER REFERENCES batches (number);
CREATE INDEX batch_members_by_binding ON batch_members (binding, batch);
UPDATE batches SET replaced_by = (
  SELECT min(b.batch) FROM batch_members m JOIN bindings b ON b.id = m.binding
    JOIN batches x ON x.number = b.batch AND x.state = 'live'
  WHERE m.batch = batches.number AND b.batch > m.batch
) WHERE state = 'void';

CREATE INDEX scans_by_seat ON scans (seat, id);

-- Pairs scanned before their unit was verified; bound when it is.
CREATE TABLE kept_pairs (
  mac TEXT PRIMARY KEY,
  account TEXT NOT NULL,
  seat TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
`;
