import { useEffect, useMemo } from 'react';
import { createPortal } from 'react-dom';
import { CodeSlips } from './code-slips.tsx';
import { CommandSheet } from './command-sheet.tsx';
import { layoutLabel } from './label.ts';
import { LabelPicture } from './label-picture.tsx';
import { type PrintRequest, readyToPrint } from './print.ts';

type Job = Extract<PrintRequest, { kind: 'labels' | 'commands' | 'codes' }>;

/** A5 and A4 upright, in mm. */
const commandPage = { width: 148, height: 210 };
const codesPage = { width: 210, height: 297 };

/**
 * What goes on paper: beside the page, seen only by the printer, where everything else is hidden.
 * @param onFault  the bars could not be loaded
 */
export function PrintRoot(props: { job: Job; onDone: () => void; onFault: () => void }) {
  const { job, onDone, onFault } = props;
  const layouts = useMemo(
    () => (job.kind === 'labels' ? job.units.map((unit) => layoutLabel(unit, job.labels)) : []),
    [job],
  );
  useEffect(() => {
    let isWanted = true;
    window.addEventListener('afterprint', onDone);
    readyToPrint(layouts).then(
      () => {
        // After the frame in which the bars are drawn.
        requestAnimationFrame(() => {
          if (isWanted) window.print();
        });
      },
      () => {
        if (isWanted) onFault();
      },
    );
    return () => {
      isWanted = false;
      window.removeEventListener('afterprint', onDone);
    };
  }, [layouts, onDone, onFault]);

  const usual = job.kind === 'codes' ? codesPage : commandPage;
  const { width, height } = layouts[0] ?? usual;
  return createPortal(
    <div className="print-root" aria-hidden="true">
      <style>{`@page { size: ${width}mm ${height}mm; margin: 0; }`}</style>
      {job.kind === 'commands' && <CommandSheet />}
      {job.kind === 'codes' && <CodeSlips codes={job.codes} />}
      {job.kind === 'labels' &&
        job.units.map((unit, at) => {
          const layout = layouts[at];
          return layout && <LabelPicture key={unit.mac} layout={layout} unit={unit} />;
        })}
    </div>,
    document.body,
  );
}
