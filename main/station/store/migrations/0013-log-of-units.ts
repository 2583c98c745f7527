/**
 * An index by unit touches a page per unit with every group of lines, three quarters of what storing them costs. This
 * table is filled in larger groups instead; the newest lines are found without it.
 */
export const logOfUnits = `
DROP INDEX log_by_mac;
CREATE TABLE log_of_units (
  mac TEXT NOT NULL,
  id INTEGER NOT NULL,
  PRIMARY KEY (mac, id)
) STRICT, WITHOUT ROWID;
INSERT INTO log_of_units SELECT mac, id FROM log WHERE mac IS NOT NULL ORDER BY mac, id;
INSERT INTO meta (key, value) SELECT 'log.listed', coalesce(max(id), 0) FROM log;
`;
