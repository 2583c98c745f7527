import './firmware.css';
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { Note } from '../ui/states.tsx';
import { ImagesPanel } from './images-panel.tsx';
import { RulesPanel } from './rules-panel.tsx';
import { UpgradesPanel } from './upgrades-panel.tsx';

/** Firmware: images, which model gets which, and who upgrades now (UI design, section 6.9). */
export function FirmwareScreen() {
  const client = useClient();
  const { data, error, refetch } = useQuery({
    queryKey: ['firmware', 'state'],
    queryFn: () => client.firmware.list(),
  });
  return (
    <div className="firmware-screen">
      <div className="firmware-left">
        {error !== null && (
          <Note tone="fail" role="alert">
            The images could not be loaded. {refusalText(error)}{' '}
            <button type="button" className="button small" onClick={() => void refetch()}>
              Try again
            </button>
          </Note>
        )}
        <ImagesPanel state={data} />
        <RulesPanel state={data} />
      </div>
      <UpgradesPanel />
    </div>
  );
}
