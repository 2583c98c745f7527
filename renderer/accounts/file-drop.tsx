import { IconFileImport } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { openFile } from './import-session.ts';

const carriesFiles = (event: DragEvent): boolean =>
  event.dataTransfer?.types.includes('Files') ?? false;

/** While this screen is shown, a file dropped anywhere on the window is imported. */
export function FileDrop() {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    function over(event: DragEvent): void {
      if (!carriesFiles(event)) return;
      // Without this the browser would leave the page for the file.
      event.preventDefault();
      setOver(true);
    }
    function leave(event: DragEvent): void {
      if (event.relatedTarget === null) setOver(false);
    }
    function drop(event: DragEvent): void {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setOver(false);
      const [file] = event.dataTransfer?.files ?? [];
      if (file !== undefined) void openFile(file.name, file);
    }
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', over);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, []);
  if (!isOver) return null;
  return (
    <div className="file-drop" aria-hidden="true">
      <IconFileImport size={56} />
      <b>Drop the account file</b>
      <span>Nothing is written before you have seen a trial run.</span>
    </div>
  );
}
