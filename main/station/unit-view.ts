/** A unit as UIs see it: record, binding and key joined; never the key itself. */
import type { Unit, UnitDetail } from '../contract/model.ts';
import type { EpochMs } from '../contract/values.ts';
import type { UnitRecord } from './provisioning/record.ts';
import type { KeyInfo } from './store/keys.ts';
import type { Tables } from './store/store.ts';

/**
 * @param trialUntil     when the trial of a draft on it ends
 * @param beforeUpgrade  how many wait for their upgrade before it; null: it does not wait
 */
export function viewUnit(
  record: UnitRecord,
  tables: Tables,
  trialUntil: EpochMs | null,
  beforeUpgrade: number | null,
): Unit {
  const binding = tables.bindings.live(record.mac);
  const key = tables.keys.infoOf(record.mac);
  const batch = binding === null ? null : (tables.bindings.get(binding.id)?.batch ?? null);
  const { mac, model, serial, firmware, address, stage, condition, reason } = record;
  return {
    mac,
    model,
    serial,
    firmware,
    address,
    stage,
    condition,
    reason,
    since: record.since,
    firstSeenAt: record.firstSeenAt,
    lastSeenAt: record.lastSeenAt,
    isClaimed: record.isClaimed,
    attention: record.attention,
    account: binding?.account ?? null,
    binding: binding === null ? 'none' : batch === null ? 'bound' : 'exported',
    boundAt: binding?.boundAt ?? null,
    batch,
    keyFingerprint: key?.fingerprint ?? null,
    trialUntil,
    customisation: record.customisation,
    upgrade: viewUpgrade(record.upgrade, beforeUpgrade),
  };
}

function viewUpgrade(upgrade: UnitRecord['upgrade'], before: number | null): Unit['upgrade'] {
  if (upgrade === null) return null;
  const { phase, from, to, file, since, unsafeSince } = upgrade;
  return { phase, from, to, file, since, before, unsafeSince };
}

/** A key as far as anybody may see it (docs/security.md says how it is used). */
export function viewKey(key: KeyInfo | null): UnitDetail['key'] {
  if (key === null) return null;
  return {
    algorithm: 'AES-256-CBC',
    bits: 256,
    fingerprint: key.fingerprint,
    issuedAt: key.issuedAt,
    exportedAt: key.exportedAt,
  };
}
