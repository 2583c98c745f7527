import './labels.css';
import { useCallback, useSyncExternalStore } from 'react';
import { useToast } from '../ui/toast.tsx';
import { LabelsDialog } from './labels-dialog.tsx';
import { printRequest, setPrintRequest, subscribePrinting } from './print.ts';
import { PrintRoot } from './print-root.tsx';

const done = (): void => setPrintRequest({ kind: 'none' });

/** Stands once in the frame; shows what `printLabels` and `printCommandSheet` ask for. */
export function LabelsHost() {
  const request = useSyncExternalStore(subscribePrinting, printRequest);
  const toast = useToast();
  const onFault = useCallback(() => {
    done();
    toast('Nothing was printed: the barcodes did not load. Reload the page and print again.', {
      tone: 'fail',
    });
  }, [toast]);
  if (request.kind === 'none') return null;
  if (request.kind === 'choose') return <LabelsDialog units={request.units} onClose={done} />;
  return <PrintRoot job={request} onDone={done} onFault={onFault} />;
}
