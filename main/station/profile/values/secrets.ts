/**
 * Whether the value of a parameter must stay out of reports, exports, logs and screens (R-170, R-196;
 * guide: Report Rule, GPP_SA): passwords and PINs, secrets, private and encryption keys, GPP_SA …
 * GPP_SD. GPP_A … GPP_P are not secret to a unit. Names of other models count too, so words are looked
 * for; keys to press (`Unit_1_Key_1`, `Softkey`) are none.
 * @param name XML or plain-text name, of our catalogue or any other model's
 */
export function isSecretParameter(name: string): boolean {
  return SECRET.some((pattern) => pattern.test(name));
}

const SECRET = [
  /passw|passphrase|pass_phrase|(?:^|_)pwd|secret/i,
  /(?:private|shared|encryption|encrypt|cipher|auth|wep|wpa|aes|des|rc4|master)_?key/i,
  // The PIN itself, not its timers: `VoIP_Caller_1_PIN`.
  /(?:^|_)pin(?:[_[]\d+[_\]])?$/i,
  /^gpp_s[a-d]$/i,
];
