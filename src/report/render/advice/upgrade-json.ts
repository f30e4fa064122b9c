/** Renders what an upgrade does for other programs, as `src/advise/upgrade/upgrade.schema.json` describes it. Pure. */
import type { Told } from '../../../advise/upgrade/schema.ts';
import { jsonText } from './json.ts';

export const renderUpgradeJson = (told: Told): string => jsonText(told);
