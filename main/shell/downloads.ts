import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Session } from 'electron';
import type { ShellMemory } from './shell-memory.ts';

/**
 * Every file the page hands out goes through the system's save dialog, which begins in the folder of
 * the last one, a removable drive that is gone excepted.
 */
export function askWhereToSave(
  session: Pick<Session, 'on'>,
  memory: Pick<ShellMemory, 'get' | 'set'>,
  usualDir: string,
): void {
  session.on('will-download', (_event, item) => {
    const { downloadDir } = memory.get();
    const dir = downloadDir !== undefined && existsSync(downloadDir) ? downloadDir : usualDir;
    item.setSaveDialogOptions({ defaultPath: join(dir, basename(item.getFilename())) });
    item.once('done', (_done, state) => {
      if (state === 'completed') memory.set({ downloadDir: dirname(item.getSavePath()) });
    });
  });
}
