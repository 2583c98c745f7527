/** The templates being written on this page. One that could not be saved is kept until it is. */
import type { LayerRef, TemplateDetail } from '../../../main/contract/profiles.ts';
import { refKey } from '../place.ts';
import { type EditingParts, EditingSession } from './editing-session.ts';

/** Templates whose undo history is kept. */
const KEPT = 12;

/** The last one opened stands last. */
const sessions = new Map<string, EditingSession>();

export function openSession(ref: LayerRef): EditingSession | null {
  return sessions.get(refKey(ref)) ?? null;
}

/** The session of a template; one that is open already hears what the station said. */
export function sessionFor(
  detail: TemplateDetail,
  askedAt: number,
  parts: EditingParts,
): EditingSession {
  const key = refKey(detail);
  const open = sessions.get(key);
  open?.hear(detail, askedAt);
  const session = open ?? new EditingSession(detail, askedAt, parts);
  sessions.delete(key);
  sessions.set(key, session);
  dropOld();
  return session;
}

/** Saves whatever is not saved: the person leaves the page. */
export function saveAll(): void {
  for (const { saver } of sessions.values()) void saver.flush();
}

/** The station answers again: what it did not hear is said once more. */
export function catchUp(): void {
  saveAll();
  for (const { findings } of sessions.values()) findings.again('failed');
}

/** Another bench is behind this page now; its templates are others. */
export function closeSessions(): void {
  for (const session of sessions.values()) session.close();
  sessions.clear();
}

function dropOld(): void {
  for (const [key, session] of sessions) {
    if (sessions.size <= KEPT) return;
    if (session.saver.hasUnsaved) continue;
    session.close();
    sessions.delete(key);
  }
}
