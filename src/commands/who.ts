/** Who is at the keyboard, for journals, locks and the record of a deployment. */
import { hostname, userInfo } from 'node:os';

export const whoAmI = (): string => `${userInfo().username}@${hostname()}`;
