import { describe, expect, it } from 'vitest';
import { builtInCatalogue } from './catalogue.ts';
import { isSecretParameter } from './secrets.ts';

describe('secret parameters', () => {
  it('of the catalogue are its passwords, private keys and GPP_SA to GPP_SD', () => {
    const secret = builtInCatalogue.all.filter(({ xmlName }) => isSecretParameter(xmlName));
    expect(secret.map(({ name }) => name)).toEqual([
      'Admin_Password',
      'User_Password',
      'GPP_SA',
      'GPP_SB',
      'GPP_SC',
      'GPP_SD',
      'Password[1]',
      'SRTP_Private_Key[1]',
      'Password[2]',
      'SRTP_Private_Key[2]',
    ]);
    expect(secret.every(({ name }) => isSecretParameter(name))).toBe(true);
  });

  it.each([
    'Admin_Passwd',
    'PPPOE_Login_Password',
    'VoIP_Caller_1_PIN',
    'Voice_Mail_PIN_2_',
    'WEP_Key_1',
    'LDAP_Auth_Key',
    'Shared_Secret',
  ])('of other models are found: %s', (name) => expect(isSecretParameter(name)).toBe(true));

  it.each([
    'Unit_1_Key_1',
    'Programmable_Softkey_Enable',
    'VoIP_PIN_Max_Retry',
    'Auth_ID_1_',
    'GPP_S',
    'GPP_SE',
  ])('%s is none', (name) => expect(isSecretParameter(name)).toBe(false));
});
