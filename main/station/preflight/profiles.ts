/** Do the files build that units would get? */
import type { Basis } from '../basis.ts';
import type { TemplatesInForce } from '../templates/in-force.ts';
import { ispValuesFor } from '../templates/unit-profiles.ts';
import { type Finding, finding } from './finding.ts';

/** Any unit will do: what is wrong with a template is wrong for all of its model. */
const SAMPLE = {
  mac: '000e08000000',
  serial: null,
  stationAddress: '192.0.2.1',
  account: null,
  keys: null,
  secrets: new Map<string, string>(),
  isCheck: true,
};

/**
 * Pure.
 * @param batch       the batch in work
 * @param whyNoCompiler  why the vendor's compiler cannot be used; null: it can, or is not looked at yet
 */
export function profilesFinding(
  { ispRule, models, settings }: Basis,
  inForce: TemplatesInForce,
  batch: string | null,
  whyNoCompiler: string | null = null,
): Finding {
  const found = finding.bind(null, 'profiles');
  const broken = models.all.flatMap((model) => {
    const place = { mac: SAMPLE.mac, model: model.model, batch, account: null };
    const templates = {
      own: inForce.preparedFor(place, 'sec-prv-1'),
      full: inForce.preparedFor(place, 'sec-prv-2'),
      rule: ispRule,
    };
    const built = ispValuesFor(templates, { ...SAMPLE, model, batch });
    return built.ok ? [] : { model: model.model, why: built.problem.message };
  });
  const [first] = broken;
  if (first !== undefined) {
    const rest = broken.length === 1 ? '' : ` and ${broken.length - 1} more`;
    const detail = `${first.model}${rest}: ${first.why}. Units of these models get no file.`;
    return found('warn', 'Template error', detail, {
      label: 'Open Profiles',
      hint: 'Correct the template in Profiles, or in the settings file where it is said there.',
    });
  }
  if (!hasIspRule(ispRule, inForce)) {
    const detail = 'No ISP address is set: units are held at the common file.';
    const hint = 'Enter where units fetch their profiles for good, in Settings.';
    return found('warn', 'No ISP address', detail, { label: 'Open Settings', hint });
  }
  const compiled = Object.keys(settings.spc.models);
  if (whyNoCompiler !== null && compiled.length > 0) {
    const detail = `${compiled.join(', ')}: ${whyNoCompiler} Units of these models get no own file.`;
    const hint = 'Settings, Models show what was found, and set a model to the open format.';
    return found('warn', 'No compiler', detail, { label: 'Open Settings', hint });
  }
  const count = models.all.length;
  return found('ok', 'Ready', `${count} models ready, no errors.`);
}

/** Whether units know where to go for good: by the ISP's address, or by a template of its own. */
export function hasIspRule(ispRule: string | null, inForce: TemplatesInForce): boolean {
  if (ispRule !== null) return true;
  return inForce.all.some(({ texts }) => /(?:^|[\s<;])Profile_Rule[\s>]/.test(texts['sec-prv-2']));
}
