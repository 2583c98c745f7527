/** Firmware images by their content, and what units of each model get. */
export const firmware = `
-- The bytes lie in the data folder, as firmware/SHA256.bin. is_checked: compared with a checksum a person gave.
CREATE TABLE firmware_images (
  file TEXT PRIMARY KEY COLLATE NOCASE,
  models TEXT NOT NULL,
  version TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL UNIQUE,
  is_checked INTEGER NOT NULL,
  added_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A model without a row is off. steps: files of images, lowest version first.
CREATE TABLE firmware_rules (
  model TEXT PRIMARY KEY,
  rule TEXT NOT NULL CHECK (rule IN ('older', 'always')),
  image TEXT NOT NULL,
  steps TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;
