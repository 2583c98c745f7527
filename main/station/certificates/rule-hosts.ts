import type { TemplateDocument } from '../templates/document.ts';

const HTTPS = /https:\/\/([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)/gi;

/** Hosts that rules name with https, each once, in lower case; macros and addresses are no names. */
export function ruleHosts(
  ispRule: string | null,
  documents: readonly Pick<TemplateDocument, 'texts'>[],
): string[] {
  const texts = [ispRule ?? '', ...documents.flatMap((one) => Object.values(one.texts))];
  const found = texts.flatMap((text) => [...text.matchAll(HTTPS)].map(([, host = '']) => host));
  const names = found.filter((host) => /[a-z]/i.test(host)).map((host) => host.toLowerCase());
  return [...new Set(names)];
}
