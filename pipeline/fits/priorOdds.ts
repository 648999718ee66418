import { z } from 'zod';
import type { PriorOdds } from '../api/verdict.ts';

/**
 * Candidates of each kind a year in a stream like ours (a ZTF programme that passes about 1,600 objects a year on),
 * divided by 800. docs/results.md derives each number from its sources.
 */
export const rateOdds: PriorOdds = { KN: 0.0004, GRB: 0.008, SC: 0.01, SN: 1, NONE: 1 };

/** Every kind is as likely as any other: the probabilities then say what the data alone say. */
export const equalOdds: PriorOdds = { KN: 1, GRB: 1, SC: 1, SN: 1, NONE: 1 };

const odds = z.number({ error: 'a number above 0' }).positive({ error: 'a number above 0' });

/** Odds of one's own; a kind that is left out keeps its rate. */
export const priorOddsSchema = z.strictObject({
  KN: odds.default(rateOdds.KN).meta({ description: 'kilonovae; only ratios count' }),
  GRB: odds.default(rateOdds.GRB).meta({ description: 'GRB afterglows' }),
  SC: odds.default(rateOdds.SC).meta({ description: 'shock cooling' }),
  SN: odds.default(rateOdds.SN).meta({ description: 'supernovae' }),
  NONE: odds
    .default(rateOdds.NONE)
    .meta({ description: 'everything else: AGN, cataclysmic and other variables' }),
});

const wanted = 'rates, equal, or numbers for KN, GRB, SC, SN and NONE';

/** The `verdict:` section of the configuration. */
export const verdictSchema = z.strictObject({
  priorOdds: z
    .union([z.enum(['rates', 'equal']), priorOddsSchema], { error: wanted })
    .default('rates')
    .meta({
      description:
        'how often each kind is met among the candidates ([how they are derived](results.md#prior-odds)); numbers of your own stand below the next keys',
      examples: ['equal', { KN: 0.001, SN: 1 }],
    }),
});

/** The numbers behind what the configuration says. */
export function priorOddsOf(choice: z.infer<typeof verdictSchema>['priorOdds']): PriorOdds {
  if (choice === 'rates') return rateOdds;
  return choice === 'equal' ? equalOdds : choice;
}
