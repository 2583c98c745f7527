/** The private key that opens an export: PEM, with a passphrase or without, or PKCS #12. Never kept. */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import forge from 'node-forge';
import { StationError } from '../../contract/errors.ts';
import { bytesOf, fromDer, type Node } from './der.ts';

const MAX_BYTES = 256 * 1024;
/** Others use 2048 to some 100,000; a file that wants more would stop the station for minutes. */
const MOST_ROUNDS = 2_000_000;

/** @throws StationError BAD_KEY; its words hold nothing of file or passphrase */
export function readOpeningKey(bytes: Uint8Array, passphrase: string | null): KeyObject {
  if (bytes.length > MAX_BYTES) throw bad('it is too long');
  const text = Buffer.from(bytes).toString('latin1');
  const key = text.includes('-----BEGIN ') ? fromPem(text, passphrase) : fromP12(bytes, passphrase);
  if (key?.asymmetricKeyType !== 'rsa') {
    throw bad(passphrase === null ? 'or it wants a passphrase' : 'or the passphrase is another');
  }
  return key;
}

function fromPem(text: string, passphrase: string | null): KeyObject | null {
  try {
    return createPrivateKey({ key: text, format: 'pem', passphrase: passphrase ?? '' });
  } catch {
    return null;
  }
}

function fromP12(bytes: Uint8Array, passphrase: string | null): KeyObject | null {
  try {
    const asn1 = fromDer(bytes);
    if (mostRounds(asn1) > MOST_ROUNDS) return null;
    const file = forge.pkcs12.pkcs12FromAsn1(asn1, passphrase ?? '');
    for (const kind of ['pkcs8ShroudedKeyBag', 'keyBag']) {
      const oid = forge.pki.oids[kind] ?? '';
      const [bag] = file.getBags({ bagType: oid })[oid] ?? [];
      if (bag?.key) return createPrivateKey(forge.pki.privateKeyToPem(bag.key));
    }
    return null;
  } catch {
    return null;
  }
}

/** The largest number of rounds it asks for, wherever: an INTEGER behind the OCTET STRING of the salt. */
function mostRounds(node: Node, depth = 0): number {
  if (depth > 40) return Number.POSITIVE_INFINITY;
  const { asn1 } = forge;
  if (!Array.isArray(node.value)) {
    if (node.type !== asn1.Type.OCTETSTRING || node.tagClass !== asn1.Class.UNIVERSAL) return 0;
    try {
      return mostRounds(fromDer(bytesOf(node)), depth + 1);
    } catch {
      return 0; // Ciphertext, not structure.
    }
  }
  const children = node.value as Node[];
  const own = children.map((child, index) => {
    const isRounds =
      child.type === asn1.Type.INTEGER && children[index - 1]?.type === asn1.Type.OCTETSTRING;
    return isRounds ? Number(`0x${bytesOf(child).toString('hex') || '0'}`) : 0;
  });
  return Math.max(0, ...own, ...children.map((child) => mostRounds(child, depth + 1)));
}

function bad(why: string): StationError {
  return new StationError(
    'BAD_KEY',
    `No RSA private key can be read in this file, ${why}. Bring it as PEM, or as PKCS #12 (.p12, .pfx) with its passphrase.`,
  );
}
