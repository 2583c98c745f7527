/**
 * Encrypted files for people with a certificate: CMS EnvelopedData (RFC 5652 section 6), AES-256-CBC under a
 * key of its own, which each recipient's RSA key opens (PKCS #1 v1.5, the one every tool knows). It says
 * nothing of who made it: the signed manifest does, by the file's SHA-256.
 */
import {
  createCipheriv,
  createDecipheriv,
  type KeyObject,
  randomBytes,
  type X509Certificate,
} from 'node:crypto';
import forge from 'node-forge';
import { StationError } from '../../contract/errors.ts';
import { derOfCms, fromDer, issuerAndSerial, parts, toDer } from './der.ts';

const KEY_BYTES = 32;
const IV_BYTES = 16;
/** Some ten thousand units. */
export const MAX_ENVELOPE_BYTES = 24 * 1024 * 1024;
const MAX_RECIPIENTS = 20;

/** What node-forge's types leave out of an EnvelopedData. */
interface Enveloped {
  encryptedContent: {
    algorithm: string;
    key?: forge.util.ByteStringBuffer;
    parameter: forge.util.ByteStringBuffer;
    content: forge.util.ByteStringBuffer;
  };
  recipients: { encryptedContent: { algorithm: string; content: string } }[];
}

/**
 * @param recipients checked by `readRecipient`; at least one
 * @returns DER
 */
export function sealFor(plain: Uint8Array, recipients: readonly X509Certificate[]): Buffer {
  const key = randomBytes(KEY_BYTES);
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  const content = Buffer.concat([cipher.update(plain), cipher.final()]);
  const message = forge.pkcs7.createEnvelopedData();
  for (const each of recipients)
    message.addRecipient(forge.pki.certificateFromPem(each.toString()));
  // Node encrypts the content: node-forge would take seconds for what Node does in milliseconds.
  Object.assign(message, {
    encryptedContent: {
      algorithm: forge.pki.oids['aes256-CBC'],
      key: buffer(key),
      parameter: buffer(iv),
      content: buffer(content),
    },
  });
  message.encrypt();
  key.fill(0);
  const asn1 = message.toAsn1();
  // node-forge writes an issuer with letters beyond ASCII otherwise than it stands in the certificate.
  const [, wrapped] = parts(asn1);
  const [enveloped] = parts(wrapped);
  const [, infos] = parts(enveloped);
  parts(infos).forEach((info, index) => {
    const certificate = recipients[index];
    const [, names] = parts(info);
    if (names !== undefined && certificate !== undefined) {
      names.value = issuerAndSerial(certificate.raw);
    }
  });
  return toDer(asn1);
}

/**
 * @param bytes DER or PEM
 * @throws StationError BAD_KEY_FILE when it is no such file, NOT_FOR_THIS_KEY when that key does not open it
 */
export function openEnvelope(bytes: Uint8Array, privateKey: KeyObject): Buffer {
  if (bytes.length > MAX_ENVELOPE_BYTES) throw bad('It is too long.');
  const { recipients, encryptedContent } = read(bytes);
  const key = forge.pki.privateKeyFromPem(
    privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
  );
  for (const { encryptedContent: wrapped } of recipients) {
    const opened = contentKey(key, wrapped);
    const plain = opened === null ? null : decrypted(opened, encryptedContent);
    if (plain !== null) return plain;
  }
  throw new StationError(
    'NOT_FOR_THIS_KEY',
    'This private key does not open the file: it was encrypted for somebody else. Ask for an export for your certificate.',
  );
}

function read(bytes: Uint8Array): Enveloped {
  let message: Enveloped;
  try {
    message = forge.pkcs7.messageFromAsn1(fromDer(derOfCms(bytes))) as unknown as Enveloped;
  } catch (cause) {
    throw bad('It is not whole, or no such file.', cause);
  }
  if (message.recipients === undefined || message.recipients.length > MAX_RECIPIENTS) {
    throw bad('It is no CMS EnvelopedData.');
  }
  if (message.encryptedContent.algorithm !== forge.pki.oids['aes256-CBC']) {
    throw bad('It is not encrypted with AES-256-CBC.');
  }
  return message;
}

function contentKey(
  key: forge.pki.rsa.PrivateKey,
  { algorithm, content }: { algorithm: string; content: string },
): Buffer | null {
  if (algorithm !== forge.pki.oids.rsaEncryption) return null;
  try {
    const opened = Buffer.from(key.decrypt(content, 'RSAES-PKCS1-V1_5'), 'latin1');
    return opened.length === KEY_BYTES ? opened : null;
  } catch {
    return null;
  }
}

function decrypted(key: Buffer, { parameter, content }: Enveloped['encryptedContent']) {
  try {
    const decipher = createDecipheriv('aes-256-cbc', key, latin1(parameter));
    return Buffer.concat([decipher.update(latin1(content)), decipher.final()]);
  } catch {
    return null;
  }
}

/** node-forge gives a string or a buffer, by how the file was cut into pieces. */
function latin1(text: forge.util.ByteStringBuffer | string): Buffer {
  return Buffer.from(typeof text === 'string' ? text : text.bytes(), 'latin1');
}

function buffer(bytes: Buffer): forge.util.ByteStringBuffer {
  return forge.util.createBuffer(bytes.toString('latin1'));
}

function bad(why: string, cause?: unknown): StationError {
  const message = `The file of keys cannot be read. ${why} Take the file that ends in .p7m.`;
  return new StationError('BAD_KEY_FILE', message, { cause });
}
