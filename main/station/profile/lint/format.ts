/** L22: a format the firmware does not read (guide: XML profiles from 2.0.6 on). */
import type { LintContext } from './context.ts';
import { isOlder } from './macros.ts';

export function checkFormat(context: LintContext): void {
  const { source, options } = context;
  if (source.format !== 'xml' || !isOlder(context, options.xmlSince)) return;
  const start = Math.max(0, source.main.text.indexOf('<'));
  const message = `Firmware ${options.firmware} reads no XML profiles (${options.xmlSince} is the first): it needs a file of the vendor's compiler.`;
  context.add('L22', { start, end: start + 1, file: source.main }, message);
}
