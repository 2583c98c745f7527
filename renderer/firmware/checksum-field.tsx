import { Textarea } from '@mantine/core';
import { IconFileText } from '@tabler/icons-react';
import { pickFile } from '../ui/download.ts';

/** A checksum file is a few lines. */
const MOST_BYTES = 20_000;

/** The maker's SHA-256, typed, or out of a checksum file. */
export function ChecksumField(props: {
  value: string;
  description: string;
  isDisabled?: boolean;
  onChange: (text: string) => void;
  onProblem: (text: string) => void;
}) {
  async function fromFile(): Promise<void> {
    try {
      const picked = await pickFile('.sha256,.sha256sum,.txt,text/plain');
      if (picked === null) return;
      if (picked.bytes.length > MOST_BYTES) {
        props.onProblem(`"${picked.name}" is no checksum file: those are a few lines.`);
        return;
      }
      props.onChange(new TextDecoder('latin1').decode(picked.bytes));
    } catch {
      props.onProblem('The checksum file could not be read. Copy it to this computer.');
    }
  }
  return (
    <div className="checksum-field">
      <Textarea
        label="SHA-256"
        description={props.description}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={MOST_BYTES}
        value={props.value}
        disabled={props.isDisabled === true}
        onChange={(event) => props.onChange(event.currentTarget.value)}
      />
      <button
        type="button"
        className="button small"
        disabled={props.isDisabled === true}
        onClick={() => void fromFile()}
      >
        <IconFileText size={16} aria-hidden /> From a file
      </button>
    </div>
  );
}
