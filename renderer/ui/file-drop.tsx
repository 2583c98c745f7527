import { type ReactNode, useEffect, useRef, useState } from 'react';

const carriesFiles = (event: DragEvent): boolean =>
  event.dataTransfer?.types.includes('Files') ?? false;

/** While this is shown, files dropped anywhere on the window are taken. */
export function FileDrop(props: {
  icon: ReactNode;
  title: string;
  says: string;
  onFiles: (files: readonly File[]) => void;
}) {
  const [isOver, setOver] = useState(false);
  const latest = useRef(props.onFiles);
  useEffect(() => {
    latest.current = props.onFiles;
  });
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
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length > 0) latest.current(files);
    }
    // Before an editor takes the file's text for its own.
    const capture = { capture: true };
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop, capture);
    return () => {
      window.removeEventListener('dragover', over);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop, capture);
    };
  }, []);
  if (!isOver) return null;
  return (
    <div className="file-drop" aria-hidden="true">
      {props.icon}
      <b>{props.title}</b>
      <span>{props.says}</span>
    </div>
  );
}
