import { filterLabel } from '../../charts/look/filters.ts';
import type { ObjectFacts } from '../../pipeline/api/views.ts';
import { escapeText, fixed, moment } from './text.ts';

/** ztfg → g; of other instruments with its name: ps1::r → PS1 r. */
export function shortFilter(filter: string): string {
  return /^ztf[gri]$/.test(filter) ? filter.slice(3) : filterLabel(filter);
}

function rateWords({ magPerDay, filter }: NonNullable<ObjectFacts['rate']>): string {
  const rate = `${fixed(Math.abs(magPerDay), 2)} mag/d in ${shortFilter(filter)}`;
  if (Math.abs(magPerDay) < 0.005) return `constant in ${shortFilter(filter)}`;
  return `${magPerDay > 0 ? 'fades' : 'rises'} ${rate}`;
}

function hostWords({ redshift, distanceMpc }: NonNullable<ObjectFacts['host']>): string {
  const distance = `${fixed(distanceMpc, distanceMpc < 10 ? 1 : 0)} Mpc`;
  return redshift === null ? `host at ${distance}` : `host z = ${redshift} (${distance})`;
}

/** What the data say without any model, in one line of mrkdwn; '' when nothing is known. */
export function factsLine(facts: ObjectFacts): string {
  const { position, galacticLatitudeDeg, latest, rate, host, peakAbsoluteMagnitude: peak } = facts;
  return [
    facts.aliases && facts.aliases.length > 0 && `also ${escapeText(facts.aliases.join(', '))}`,
    latest &&
      `*${escapeText(shortFilter(latest.filter))} ${fixed(latest.magnitude, 1)}*, ${moment(latest.jd, '{ago}')}`,
    rate && rateWords(rate),
    position && `RA ${fixed(position.raDeg, 5)}° Dec ${fixed(position.decDeg, 5)}°`,
    galacticLatitudeDeg === null ? null : `b = ${fixed(galacticLatitudeDeg, 0)}°`,
    host && hostWords(host),
    peak && `peak M(${shortFilter(peak.filter)}) = ${fixed(peak.magnitude, 1)}`,
  ]
    .filter(Boolean)
    .join(' · ');
}
