import { IconDownload } from '@tabler/icons-react';
import type { SavedFile } from '../../main/contract/escrow.ts';
import { fromBase64, saveFile } from '../ui/download.ts';
import { bytes } from '../ui/format.ts';

export function saveAll(files: readonly SavedFile[]): void {
  for (const file of files) save(file);
}

function save({ name, base64 }: SavedFile): void {
  saveFile(name, 'application/octet-stream', fromBase64(base64));
}

/** What was made, each to be saved here; `dir`: where they lie on the station's computer. */
export function MadeFiles({ files, dir }: { files: readonly SavedFile[]; dir: string | null }) {
  return (
    <>
      <ul className="made-list made-files">
        {files.map((file) => (
          <li key={file.name}>
            <div>
              <b className="mono">{file.name}</b>
              <p className="muted">
                {bytes(file.bytes)} · <span className="mono">sha256 {file.sha256}</span>
              </p>
            </div>
            <button type="button" className="button small" onClick={() => save(file)}>
              <IconDownload size={16} aria-hidden /> Save{' '}
              <span className="hidden">{file.name}</span>
            </button>
          </li>
        ))}
      </ul>
      {dir !== null && (
        <p className="muted">
          On the station’s computer: <span className="mono">{dir}</span>
        </p>
      )}
    </>
  );
}
