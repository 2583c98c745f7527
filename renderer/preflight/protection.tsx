import { Panel } from '../ui/panel.tsx';

/** What anybody on the bench wire can read, and what not, in words. */
export function Protection() {
  return (
    <Panel title="What is protected, and what is not">
      <div className="settings-body protection">
        <p>
          <b>Plain on the wire:</b> DHCP, all file names (a unit’s own random directory and names
          among them), the common file with the first key in it, and syslog.
        </p>
        <p>
          <b>Encrypted:</b> a unit’s own profile, the rehearsal and the last file.
        </p>
        <p>
          Whoever recorded the <em>whole</em> bench wire has the unit’s key. Whoever has only the
          stored files, or a later part, cannot open them; another unit could only by forging the
          address. The vendor’s compiler with a target MAC is no stronger, because the MAC is
          printed on the box. Only HTTPS with a certificate signed by the vendor is.
        </p>
        <p>So keep the bench switch to the bench.</p>
      </div>
    </Panel>
  );
}
