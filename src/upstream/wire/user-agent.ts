import { version } from '../../config/version.js';

export const userAgent = `holdover/${version}`;
