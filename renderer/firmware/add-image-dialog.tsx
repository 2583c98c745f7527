import { FileInput, MultiSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { FormDialog } from '../ui/form-dialog.tsx';
import { bytes } from '../ui/format.ts';
import { Note } from '../ui/states.tsx';
import { useToast } from '../ui/toast.tsx';
import { ChecksumField } from './checksum-field.tsx';
import { sendImage } from './send-image.ts';

/** One image of a maker: the file, for which models, which version, and the maker's checksum. */
export function AddImageDialog({ onClose }: { onClose: () => void }) {
  const client = useClient();
  const toast = useToast();
  const [file, setFile] = useState<File | null>(null);
  const [models, setModels] = useState<string[]>([]);
  const [version, setVersion] = useState('');
  const [checksum, setChecksum] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [sent, setSent] = useState<number | null>(null);
  const stop = useRef(new AbortController());
  useEffect(() => {
    const controller = stop.current;
    return () => controller.abort();
  }, []);
  const known = useQuery({
    queryKey: ['settings', 'models'],
    queryFn: () => client.settings.models(),
  });

  async function add(): Promise<void> {
    const missing = missingOf({ file, models, version });
    if (missing !== null || file === null) {
      setProblem(missing);
      return;
    }
    setProblem(null);
    setSent(0);
    try {
      const image = { file, fileName: file.name, models, version: version.trim(), checksum };
      const added = await sendImage(client, image, setSent, stop.current.signal);
      toast(`${added.file} is added.`);
      onClose();
    } catch (error) {
      if (stop.current.signal.aborted) return;
      setProblem(
        error instanceof Error && error.name === 'Error' ? error.message : refusalText(error),
      );
    } finally {
      setSent(null);
    }
  }

  const isBusy = sent !== null;
  return (
    <FormDialog
      title="Add image"
      closes="Do not add"
      verb={isBusy ? 'Adding' : 'Add image'}
      {...{ isBusy, problem, onClose }}
      onSubmit={() => void add()}
    >
      <FileInput
        data-autofocus
        label="File"
        description="As its maker gives it, unpacked; at most 64 MB"
        placeholder="Choose the image"
        value={file}
        disabled={isBusy}
        onChange={setFile}
      />
      <MultiSelect
        label="Models"
        description="Every model the maker names for this image"
        data={(known.data ?? []).map(({ model }) => model)}
        value={models}
        disabled={isBusy}
        searchable
        onChange={setModels}
      />
      {known.error !== null && (
        <Note tone="fail" role="alert">
          The models could not be loaded. {refusalText(known.error)}
        </Note>
      )}
      <TextInput
        label="Version"
        description="As a unit with this image calls itself, such as 6.1.5(a) or 7.5.2b"
        className="firmware-version"
        value={version}
        maxLength={40}
        disabled={isBusy}
        onChange={(event) => setVersion(event.currentTarget.value)}
      />
      <ChecksumField
        value={checksum}
        description="As its maker gives it: 64 hex digits, or a checksum file; may be given later"
        isDisabled={isBusy}
        onChange={setChecksum}
        onProblem={setProblem}
      />
      {isBusy && file !== null && (
        <div className="upload-progress" role="status">
          <progress aria-label="Image on its way" value={sent} max={Math.max(1, file.size)} />
          <span className="muted">
            {bytes(sent)} of {bytes(file.size)}
          </span>
        </div>
      )}
    </FormDialog>
  );
}

function missingOf(form: { file: File | null; models: string[]; version: string }): string | null {
  if (form.file === null) return 'Choose the image’s file.';
  if (form.models.length === 0) return 'Choose the models it is for.';
  return form.version.trim() === '' ? 'Write the version a unit has with it.' : null;
}
