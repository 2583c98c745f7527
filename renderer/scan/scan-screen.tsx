import { ScanPanel } from './scan-panel.tsx';
import { useScan } from './scanning-context.ts';

export function ScanScreen() {
  const scanning = useScan();
  return <ScanPanel scanning={scanning} />;
}
