/** Do the files build that units would get? */
import type { Basis } from '../basis.ts';
import { ispValuesFor } from '../files/isp-values.ts';
import { type Finding, finding } from './finding.ts';

/** Any unit will do: what is wrong with a template is wrong for all of its model. */
const SAMPLE = { mac: '000e08000000', serial: null, stationAddress: '192.0.2.1', account: null };

/** Pure. */
export function profilesFinding({ templates, models }: Basis): Finding {
  const found = finding.bind(null, 'profiles');
  const broken = models.all.flatMap((model) => {
    const built = ispValuesFor(templates, { ...SAMPLE, model });
    return built.ok ? [] : { model: model.model, why: built.problem.message };
  });
  const [first] = broken;
  if (first !== undefined) {
    const rest = broken.length === 1 ? '' : ` and ${broken.length - 1} more`;
    const detail = `${first.model}${rest}: ${first.why}. Units of these models get no file.`;
    return found('warn', 'Template error', detail, {
      label: 'Check again',
      hint: 'Correct the templates of the settings file, then start SPA Bench again.',
    });
  }
  if (!hasIspRule(templates)) {
    const detail = 'No ISP address is set: units are held at the common file.';
    const hint = 'Enter where units fetch their profiles for good, in Settings.';
    return found('warn', 'No ISP address', detail, { label: 'Open Settings', hint });
  }
  const count = models.all.length;
  return found('ok', 'Ready', `${count} models ready, no errors.`);
}

/** Whether units know where to go for good: by the ISP's address, or by a template of its own. */
export function hasIspRule({ rule, base, byModel }: Basis['templates']): boolean {
  if (rule !== null) return true;
  const entries = [...base, ...byModel.values()].flatMap((layer) => layer.entries);
  return entries.some(({ name }) => name === 'Profile_Rule');
}
