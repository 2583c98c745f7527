import { IconFileDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { formatMac, type Mac } from '../../main/contract/values.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { useConfirm } from '../ui/confirm.tsx';
import { fromBase64, saveFile } from '../ui/download.ts';
import { countOf } from '../ui/format.ts';
import { Note } from '../ui/states.tsx';
import { useToast } from '../ui/toast.tsx';

/** Hands over what the station saw of a unit on the wire, once the person knows what may be in it. */
export function SaveCapture({ mac }: { mac: Mac }) {
  const client = useClient();
  const confirm = useConfirm();
  const toast = useToast();
  const [why, setWhy] = useState<string | null>(null);

  async function save(): Promise<void> {
    setWhy(null);
    if ((await confirm(question(mac))) === null) return;
    try {
      const { name, base64, packets, dropped } = await client.units.capture({ mac });
      saveFile(name, 'application/vnd.tcpdump.pcap', fromBase64(base64));
      const older = dropped === 0 ? '' : ` ${countOf(dropped, 'other')} not kept.`;
      toast(`Capture saved: ${countOf(packets, 'packet')}.${older}`);
    } catch (error) {
      setWhy(refusalText(error));
    }
  }

  return (
    <div className="drawer-capture">
      <button type="button" className="button small" onClick={() => void save()}>
        <IconFileDownload size={16} aria-hidden /> Save packet capture
      </button>
      <span className="muted">May hold secrets. Opens in Wireshark.</span>
      {why !== null && (
        <Note tone="fail" role="alert">
          {why}
        </Note>
      )}
    </div>
  );
}

function question(mac: Mac) {
  return {
    title: `Save the packets of ${formatMac(mac)}?`,
    body: (
      <>
        <p>
          The file has the newest DHCP, TFTP, syslog, DNS and NTP datagrams of this unit, as the
          station saw and sent them. Their IP and UDP headers are written by the station. HTTP and
          HTTPS are not in it, and of a long file only its first 100 blocks, what was sent again,
          and its end.
        </p>
        <p>
          <b>It may hold secrets.</b> Those the station knows, such as the bootstrap passphrase in
          the common file, are written over with <span className="mono">*</span>; files under a key
          stay encrypted. What else a unit sent in clear is in it: keep the file as you keep keys.
        </p>
      </>
    ),
    verb: 'Save the capture',
    keep: 'Do not save it',
  };
}
