import './certificates.css';
import { type ReactNode, useState } from 'react';
import type { Certificates } from '../../main/contract/certificates.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { useConfirm } from '../ui/confirm.tsx';
import { pickFile, saveFile, toBase64 } from '../ui/download.ts';
import { Icon } from '../ui/icon.tsx';
import { Panel } from '../ui/panel.tsx';
import { Note, Skeletons } from '../ui/states.tsx';
import { useToast } from '../ui/toast.tsx';
import { NameDialog } from './name-dialog.tsx';
import { type CertificatesUse, useCertificates } from './use-certificates.ts';
import {
  checkNames,
  endWords,
  isPractising,
  type Look,
  lookOf,
  rootWords,
  waitingLook,
  worstOf,
} from './words.ts';

const FILES = '.pem,.crt,.cer,.cert,.der';
/** A certificate has about 1 kB; the station refuses more than this. */
const MOST_FILE_BYTES = 256 * 1024;

/** The station's certificate for HTTPS, what waits for its answer, and the maker's roots. */
export function CertificatesPanel() {
  const client = useClient();
  const use = useCertificates();
  const [asks, setAsks] = useState<'request' | 'practice' | null>(null);
  const { view, error, again, change } = use;
  const isReal = view !== undefined && view.server !== null && !isPractising(view);
  return (
    <Panel
      title="Server certificate"
      hint="For HTTPS"
      className="certificates"
      actions={
        <button
          type="button"
          className="button small"
          disabled={view === undefined}
          onClick={() => setAsks('request')}
        >
          New request (CSR)
        </button>
      }
    >
      {error !== null && (
        <Note tone="fail" role="alert">
          The certificates could not be looked at. {refusalText(error)}{' '}
          <button type="button" className="button small" onClick={again}>
            Try again
          </button>
        </Note>
      )}
      {view === undefined && error === null && (
        <Skeletons rows={3} height={44} says="Looking at the certificates…" />
      )}
      {view !== undefined && (
        <>
          {isPractising(view) && (
            <Note tone="warn">
              <b>Practice.</b> Real units refuse this server, and a client certificate proves
              nothing here: whoever uses this computer can make any.
            </Note>
          )}
          <ul className="certificate-list" aria-label="Certificates">
            <ServerRow view={view} use={use} />
            {view.request !== null && <RequestRow request={view.request} use={use} />}
            <RootRow kind="client" view={view} use={use} />
            <RootRow kind="server" view={view} use={use} />
            <Row look={lookOf('open')} title="Practice CA" says={practiceWords(view)}>
              <button type="button" className="button small" onClick={() => setAsks('practice')}>
                Practise
              </button>
            </Row>
          </ul>
        </>
      )}
      {asks === 'request' && (
        <NameDialog
          title="New request"
          verb="Make key and request"
          onDo={(wanted) =>
            change(
              () => client.certificates.request({ ...wanted, replaces: view?.request != null }),
              'The request is made. Save it, and have it signed.',
            )
          }
          onClose={() => setAsks(null)}
        >
          <p>
            The key stays on this station. Units accept only a certificate their maker has signed: a
            self-made one is refused by every real unit.
          </p>
          {view?.request != null && (
            <Note tone="warn">
              The request for {view.request.commonName} waits for its answer. A new one makes that
              answer useless.
            </Note>
          )}
        </NameDialog>
      )}
      {asks === 'practice' && (
        <NameDialog
          title="Practice certificates"
          verb="Make them"
          onDo={(wanted) =>
            change(
              () => client.certificates.practise({ ...wanted, replaces: isReal }),
              'Practice certificates are in use.',
            )
          }
          onClose={() => setAsks(null)}
        >
          <p>
            A CA of this station plays the maker: it signs a server certificate and takes the client
            root’s place. For tests and practice; real units refuse it.
          </p>
          {isReal && (
            <Note tone="warn">
              The certificate for {view?.server?.host} and its key are lost. Its answer cannot be
              added again.
            </Note>
          )}
        </NameDialog>
      )}
    </Panel>
  );
}

function ServerRow({ view, use }: { view: Certificates; use: CertificatesUse }) {
  const client = useClient();
  const { server, checks } = view;
  const addOther = <AddAnswer word="Add certificate" use={use} />;
  if (server === null) {
    const says = 'HTTPS cannot be served without one.';
    return (
      <Row look={lookOf('open')} title="No server certificate" says={says}>
        {view.request === null && addOther}
      </Row>
    );
  }
  return (
    <Row
      look={worstOf(checks)}
      title={`Server certificate ${server.host ?? ''}`}
      says={endWords(server, Date.now())}
      detail={
        <ul className="certificate-checks" aria-label="Checks">
          {checks.map(({ id, result, text }) => (
            <li key={id} data-check={id} className={lookOf(result).tone}>
              <Icon name={lookOf(result).icon} />
              <span>
                <b>{checkNames[id]}</b> {text}
              </span>
            </li>
          ))}
        </ul>
      }
    >
      <Doing
        word="Ask DNS"
        work={() => use.change(() => client.certificates.lookUp(), 'DNS was asked.')}
      />
      {view.request === null && addOther}
    </Row>
  );
}

function RequestRow({
  request,
  use,
}: {
  request: NonNullable<Certificates['request']>;
  use: CertificatesUse;
}) {
  const { commonName, bits, csr } = request;
  const name = `${commonName.split('/')[0]}.csr`;
  return (
    <Row
      look={waitingLook}
      title={`Server request ${commonName}`}
      says={`${bits} bits · waiting for the signed certificate`}
    >
      <button
        type="button"
        className="button small"
        onClick={() => saveFile(name, 'application/pkcs10', csr)}
      >
        Save request
      </button>
      <AddAnswer word="Add answer" use={use} />
    </Row>
  );
}

const roots = {
  client: {
    title: 'Client root',
    none: 'No unit can be known by its certificate.',
    removed: 'The client root is removed.',
    added: 'The client root is in use.',
    loses: 'No unit is known by its certificate any longer; one that shows it is refused.',
  },
  server: {
    title: 'Server root',
    none: 'With the maker’s server root, the signer can be checked.',
    removed: 'The server root is removed.',
    added: 'The signer is checked with this root.',
    loses: 'Who signed the server certificate is no longer checked.',
  },
} as const;

function RootRow(props: { kind: 'client' | 'server'; view: Certificates; use: CertificatesUse }) {
  const { kind, view, use } = props;
  const client = useClient();
  const confirm = useConfirm();
  const words = roots[kind];
  const list = kind === 'client' ? view.clientRoot : view.serverRoot;
  const look = list.length === 0 ? lookOf('open') : lookOf(list[0]?.isPractice ? 'warn' : 'ok');
  const set = (base64: string | null, said: string) =>
    use.change(() => client.certificates.setRoot({ kind, base64 }), said);

  async function remove(): Promise<string | null> {
    const answer = await confirm({
      title: `Remove the ${words.title.toLowerCase()}?`,
      body: words.loses,
      verb: 'Remove it',
      keep: 'Keep it',
    });
    return answer === null ? null : set(null, words.removed);
  }

  return (
    <Row look={look} title={words.title} says={rootWords(list, Date.now()) || words.none}>
      <Choosing
        word={list.length === 0 ? 'Choose file' : 'Change'}
        says={words.title}
        take={(base64) => set(base64, words.added)}
      />
      {list.length > 0 && <Doing word="Remove" says={words.title} work={remove} />}
    </Row>
  );
}

function AddAnswer({ word, use }: { word: string; use: CertificatesUse }) {
  const client = useClient();
  return (
    <Choosing
      word={word}
      take={(base64) =>
        use.change(() => client.certificates.add({ base64 }), 'The certificate is in use.')
      }
    />
  );
}

/** A button that asks for a certificate file. */
function Choosing(props: {
  word: string;
  /** What it is about, where the word alone does not say. */
  says?: string;
  take: (base64: string) => Promise<string | null>;
}) {
  const { take, ...rest } = props;
  async function choose(): Promise<string | null> {
    const file = await pickFile(FILES);
    if (file === null) return null;
    if (file.bytes.length > MOST_FILE_BYTES) return `${file.name} is too long for a certificate.`;
    return take(toBase64(file.bytes));
  }
  return <Doing {...rest} work={choose} />;
}

/** A button whose refusal is said. */
function Doing(props: { word: string; says?: string; work: () => Promise<string | null> }) {
  const { word, says, work } = props;
  const toast = useToast();
  const [isBusy, setBusy] = useState(false);
  async function run(): Promise<void> {
    setBusy(true);
    const refused = await work();
    setBusy(false);
    if (refused !== null) toast(refused, { tone: 'fail' });
  }
  return (
    <button
      type="button"
      className="button small"
      disabled={isBusy}
      aria-label={says === undefined ? undefined : `${word}: ${says}`}
      onClick={() => void run()}
    >
      {word}
    </button>
  );
}

function Row(props: {
  look: Look;
  title: string;
  says: string;
  detail?: ReactNode;
  children?: ReactNode;
}) {
  const { look, title, says, detail, children } = props;
  return (
    <li className={`certificate-row ${look.tone}`}>
      <Icon name={look.icon} />
      <div>
        <b>{title}</b>
        <span className="muted">{says}</span>
      </div>
      <div className="certificate-actions">{children}</div>
      {detail}
    </li>
  );
}

function practiceWords({ practiceCa }: Certificates): string {
  return practiceCa === null
    ? 'Plays the maker, for tests. Not made yet.'
    : `Plays the maker, for tests. ${endWords(practiceCa, Date.now())}.`;
}
