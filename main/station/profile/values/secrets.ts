/**
 * Whether the value of a parameter must stay out of reports, exports, logs and screens (guide: Report
 * Rule, GPP_SA): passwords, private keys and GPP_SA … GPP_SD. GPP_A … GPP_P are not secret to a unit.
 * @param name XML name, of our catalogue or any other model's
 */
export function isSecretParameter(name: string): boolean {
  return /passw|private_key|^gpp_s[a-d]$/i.test(name);
}
