// node kept.mjs FILE: the messages of a collector's database, one line each.
import Driver from 'better-sqlite3';

const driver = new Driver(process.argv[2], { readonly: true });
let text = '';
for (const { msg } of driver.prepare('SELECT msg FROM log ORDER BY id').iterate()) {
  text += `${msg}\n`;
  if (text.length > 1e6) {
    process.stdout.write(text);
    text = '';
  }
}
process.stdout.write(text);
