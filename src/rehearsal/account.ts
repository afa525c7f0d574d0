/** The account, the region and the keys of every rehearsal: plainly fake, so that a leak of one harms nobody. */

export const FAKE_ACCOUNT = '111122223333';
export const REHEARSAL_REGION = 'eu-west-2';
/** The words in them say what they are: no real key carries them. */
export const FAKE_ACCESS_KEY = 'AKIAREHEARSAL0000000';
/** What the stand-in signs its own calls with: nobody's permissions apply to them. */
export const OWN_ACCESS_KEY = 'AKIASTANDIN000000000';
export const FAKE_SECRET_KEY = 'rehearsal-not-a-secret';
export const REHEARSAL_ROLE = 'AdministratorAccess';
