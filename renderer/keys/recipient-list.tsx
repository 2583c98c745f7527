import { IconCertificate, IconX } from '@tabler/icons-react';
import type { Recipient } from '../../main/contract/escrow.ts';
import { day } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';

/** Who will be able to open the export, with what stands against it. */
export function RecipientList(props: {
  recipients: readonly Recipient[];
  isDisabled: boolean;
  onAdd: () => void;
  onRemove: (fingerprint: string) => void;
}) {
  return (
    <div className="recipients">
      <div className="recipients-head">
        <b id="recipients-title">Recipients</b>
        <button
          type="button"
          className="button small"
          disabled={props.isDisabled}
          onClick={props.onAdd}
        >
          <IconCertificate size={16} aria-hidden /> Add certificates…
        </button>
      </div>
      {props.recipients.length === 0 && (
        <p className="muted">
          The ISP’s certificate, as PEM or DER. Only the private key that belongs to it opens the
          file; that key stays at the ISP.
        </p>
      )}
      {props.recipients.map((one) => (
        <Row
          key={one.fingerprint}
          recipient={one}
          isDisabled={props.isDisabled}
          onRemove={() => props.onRemove(one.fingerprint)}
        />
      ))}
    </div>
  );
}

function Row(props: { recipient: Recipient; isDisabled: boolean; onRemove: () => void }) {
  const { fileName, subject, fingerprint, key, validFrom, validTo, problem, warning } =
    props.recipient;
  const tone = problem !== null ? 'fail' : warning !== null ? 'warn' : 'ok';
  const icon = { fail: 'failed', warn: 'waiting', ok: 'verified' } as const;
  return (
    <div className="recipient" data-recipient={fingerprint}>
      <Icon name={icon[tone]} className={`${tone}-ink`} />
      <div>
        <b>{subject}</b>
        <p className="muted">
          {key} · {day(validFrom)} to {day(validTo)} · {fileName}
        </p>
        <p className="muted mono">{fingerprint}</p>
        {problem !== null && <p className="fail-ink">{problem}</p>}
        {warning !== null && <p className="warn-ink">{warning}</p>}
      </div>
      <button
        type="button"
        className="icon-button"
        aria-label={`Remove ${subject}`}
        disabled={props.isDisabled}
        onClick={props.onRemove}
      >
        <IconX size={16} aria-hidden />
      </button>
    </div>
  );
}
