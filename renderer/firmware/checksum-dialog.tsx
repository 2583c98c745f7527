import { useState } from 'react';
import type { FirmwareImage } from '../../main/contract/firmware.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { FormDialog } from '../ui/form-dialog.tsx';
import { useToast } from '../ui/toast.tsx';
import { ChecksumField } from './checksum-field.tsx';

/** Compares an image that is there with its maker's checksum. */
export function ChecksumDialog({ image, onClose }: { image: FirmwareImage; onClose: () => void }) {
  const client = useClient();
  const toast = useToast();
  const [checksum, setChecksum] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const { file, sha256 } = image;

  async function check(): Promise<void> {
    if (checksum.trim() === '') {
      setProblem('Type the SHA-256 its maker gives, or choose the checksum file.');
      return;
    }
    setBusy(true);
    try {
      await client.firmware.checkImage({ file, checksum: checksum.trim() });
      toast(`${file} is the image the checksum is of.`);
      onClose();
    } catch (error) {
      setProblem(refusalText(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <FormDialog
      title={`Check ${file}`}
      closes="Do not check"
      verb="Compare"
      {...{ isBusy, problem, onClose }}
      onSubmit={() => void check()}
    >
      <p>
        The image on this station has SHA-256 <span className="mono whole-hash">{sha256}</span>
      </p>
      <ChecksumField
        value={checksum}
        description="As its maker gives it: 64 hex digits, or a checksum file"
        onChange={setChecksum}
        onProblem={setProblem}
      />
    </FormDialog>
  );
}
