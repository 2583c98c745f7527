/** DER and PEM of CMS messages, between Node's buffers and node-forge's strings of bytes. */
import forge from 'node-forge';

export type Node = forge.asn1.Asn1;

/** @throws when it is no DER */
export function fromDer(bytes: Uint8Array): Node {
  return forge.asn1.fromDer(forge.util.createBuffer(Buffer.from(bytes).toString('latin1')));
}

export function toDer(node: Node): Buffer {
  return Buffer.from(forge.asn1.toDer(node).getBytes(), 'latin1');
}

/** The parts of a constructed element. @throws when it has none */
export function parts(node: Node | undefined): Node[] {
  if (node === undefined || !Array.isArray(node.value)) throw new Error('not constructed');
  return node.value as Node[];
}

/** The bytes of a primitive element. @throws when it is constructed */
export function bytesOf(node: Node | undefined): Buffer {
  if (typeof node?.value !== 'string') throw new Error('not primitive');
  return Buffer.from(node.value, 'latin1');
}

/** Lines of 64 letters under that label (RFC 7468). */
export function toPem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/** The DER of a CMS file that may be PEM; anything else comes back as it is. */
export function derOfCms(bytes: Uint8Array): Buffer {
  const text = Buffer.from(bytes.subarray(0, 64)).toString('latin1');
  if (!text.trimStart().startsWith('-----BEGIN ')) return Buffer.from(bytes);
  const whole = Buffer.from(bytes).toString('latin1');
  const body = /-----BEGIN (?:CMS|PKCS7)-----([A-Za-z0-9+/=\s]*)-----END/.exec(whole)?.[1] ?? '';
  return Buffer.from(body, 'base64');
}

/** Issuer and serial number of a certificate, byte by byte as they stand in it. */
export function issuerAndSerial(certificate: Uint8Array): [issuer: Node, serial: Node] {
  const [body] = parts(fromDer(certificate));
  // A version stands in front of the serial number, but for certificates of version 1.
  const fields = parts(body);
  const isVersioned = fields[0]?.tagClass === forge.asn1.Class.CONTEXT_SPECIFIC;
  const [serial, , issuer] = isVersioned ? fields.slice(1) : fields;
  if (serial === undefined || issuer === undefined) throw new Error('no certificate');
  return [issuer, serial];
}
