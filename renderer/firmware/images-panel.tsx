import { IconCpu, IconTrash, IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import type { FirmwareImage, FirmwareState } from '../../main/contract/firmware.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { useConfirm } from '../ui/confirm.tsx';
import { bytes, count } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { Panel } from '../ui/panel.tsx';
import { EmptyState, Note, Skeletons } from '../ui/states.tsx';
import { useToast } from '../ui/toast.tsx';
import { AddImageDialog } from './add-image-dialog.tsx';
import { ChecksumDialog } from './checksum-dialog.tsx';

/** The images on the station's disk, and whether each is what its maker gave out. */
export function ImagesPanel({ state }: { state: FirmwareState | undefined }) {
  const client = useClient();
  const confirm = useConfirm();
  const toast = useToast();
  const [isAdding, setAdding] = useState(false);
  const [checking, setChecking] = useState<FirmwareImage | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const images = state?.images ?? [];

  async function remove({ file }: FirmwareImage): Promise<void> {
    setProblem(null);
    const answer = await confirm({
      title: `Remove ${file}?`,
      body: 'The image is deleted from this station. Units that have it keep it.',
      verb: 'Remove image',
      keep: 'Keep it',
      tone: 'danger',
    });
    if (answer === null) return;
    try {
      await client.firmware.removeImage({ file });
      toast(`${file} is removed.`);
    } catch (error) {
      setProblem(refusalText(error));
    }
  }

  const addButton = (
    <button type="button" className="button" onClick={() => setAdding(true)}>
      <IconUpload size={18} aria-hidden /> Add image
    </button>
  );
  return (
    <Panel
      title="Images"
      hint={images.length > 0 ? count(images.length) : undefined}
      className="firmware-images"
      actions={images.length > 0 ? addButton : undefined}
    >
      {problem !== null && (
        <div className="firmware-note">
          <Note tone="fail" role="alert">
            {problem}
          </Note>
        </div>
      )}
      {state === undefined && <Skeletons rows={4} height={48} says="The images are loading." />}
      {state !== undefined && images.length === 0 && (
        <EmptyState icon={<IconCpu aria-hidden />} title="No image yet." actions={addButton}>
          Add a firmware image of the maker, then choose below which model gets it.
        </EmptyState>
      )}
      {images.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        <section className="firmware-scroll" aria-label="Images on this station" tabIndex={0}>
          <table className="plain-table">
            <caption className="hidden">Firmware images on this station</caption>
            <thead>
              <tr>
                <th scope="col">Image</th>
                <th scope="col">Models</th>
                <th scope="col">Version</th>
                <th scope="col" className="end">
                  Size
                </th>
                <th scope="col">Check</th>
                <th scope="col">
                  <span className="hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {images.map((image) => (
                <ImageRow
                  key={image.file}
                  image={image}
                  onCheck={() => setChecking(image)}
                  onRemove={() => void remove(image)}
                />
              ))}
            </tbody>
          </table>
        </section>
      )}
      {isAdding && <AddImageDialog onClose={() => setAdding(false)} />}
      {checking !== null && <ChecksumDialog image={checking} onClose={() => setChecking(null)} />}
    </Panel>
  );
}

function ImageRow(props: { image: FirmwareImage; onCheck: () => void; onRemove: () => void }) {
  const { file, models, version, bytes: size, sha256, isChecked, problem } = props.image;
  return (
    <tr data-image={file}>
      <th scope="row" className="mono">
        {file}
      </th>
      <td>{models.join(', ')}</td>
      <td className="mono">{version}</td>
      <td className="end">{bytes(size)}</td>
      <td>
        <span className={`firmware-check ${problem !== null ? 'fail' : isChecked ? 'ok' : 'warn'}`}>
          <Icon name={problem !== null ? 'failed' : isChecked ? 'verified' : 'waiting'} />
          <span>
            {problem ?? (isChecked ? 'SHA-256 matches' : 'No checksum given')}
            <span className="mono muted" title={sha256}>
              {sha256.slice(0, 8)}…{sha256.slice(-8)}
            </span>
          </span>
        </span>
      </td>
      <td className="end">
        <span className="actions">
          {!isChecked && problem === null && (
            <button type="button" className="button small" onClick={props.onCheck}>
              Check <span className="hidden">{file}</span>
            </button>
          )}
          <button type="button" className="button small" onClick={props.onRemove}>
            <IconTrash size={16} aria-hidden /> Remove <span className="hidden">{file}</span>
          </button>
        </span>
      </td>
    </tr>
  );
}
