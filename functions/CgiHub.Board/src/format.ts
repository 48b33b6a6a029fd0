import type { Person } from './types';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const year = (at: Date): { year?: 'numeric' } => (at.getFullYear() === new Date().getFullYear() ? {} : { year: 'numeric' });

/** A moment, by the reader's own clock; this year's without the year. */
export function when(at: string | undefined | null): string {
  if (at == null) return '';
  const date = new Date(at);
  return `${date.toLocaleDateString('en-US', { ...year(date), month: 'short', day: 'numeric' })}, ${date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}`;
}

export function dayOf(at: string | undefined | null): string {
  if (at == null) return '';
  const date = new Date(at);
  return date.toLocaleDateString('en-US', { ...year(date), month: 'short', day: 'numeric' });
}

/** A day that a record names without a time (a purchase): the same day wherever it is read. */
export function dateOnly(at: string): string {
  return new Date(at).toLocaleDateString('en-US', { year: 'numeric', month: 'short', day: 'numeric', timeZone: 'UTC' });
}

/** A span in its two largest units, seconds only below an hour. */
export function span(ms: number): string {
  const left = Math.abs(ms);
  if (left < minute) return `${Math.floor(left / 1000)} s`;
  if (left < hour) return `${Math.floor(left / minute)} min ${String(Math.floor((left % minute) / 1000)).padStart(2, '0')} s`;
  if (left < day) return `${Math.floor(left / hour)} h ${String(Math.floor((left % hour) / minute)).padStart(2, '0')} min`;
  return `${Math.floor(left / day)} d ${Math.floor((left % day) / hour)} h`;
}

/** How long ago, in one unit. */
export function ago(at: string, now: number): string {
  const past = Math.max(0, now - Date.parse(at));
  return past < hour ? `${Math.floor(past / minute)} min ago` : past < 2 * day ? `${Math.floor(past / hour)} h ago` : `${Math.floor(past / day)} d ago`;
}
export const metres = (m: number | undefined): string => m === undefined ? '' : m < 1000 ? `${Math.round(m)} m` : `${(m / 1000).toFixed(1)} km`;
export const points = (p: number): string => p.toFixed(1);
export const plural = (n: number, one: string, many = one + 's'): string => `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`;

const words: Record<string, string> = {
  immediate: 'Immediate', high: 'High', medium: 'Medium', low: 'Low',
  lead: 'Lead', hit: 'Hit', eliminated: 'Eliminated',
  recovered: 'Recovered', received: 'Received', imaged: 'Imaged', entered: 'Entered in NIBIN', packetSent: 'Packet sent', acknowledged: 'Acknowledged', firstAction: 'First action',
  homicide: 'Homicide', nonFatalShooting: 'Non-fatal shooting', shotsFired: 'Shots fired', robbery: 'Robbery', assault: 'Assault', recovery: 'Recovery', other: 'Other',
  incident: 'Case', exhibit: 'Exhibit', gun: 'Presumed gun', firearm: 'Recovered firearm', person: 'Person', vehicle: 'Vehicle', group: 'Crew', gunshot: 'Gunshots',
  breechFace: 'Breech face', firingPin: 'Firing pin', ejectorMark: 'Ejector mark', headstamp: 'Headstamp', overall: 'Overall', surface: 'Surface (3-D)',
  dob: 'Born', ids: 'Numbers', url: 'Address', lat: 'Latitude', lon: 'Longitude', ori: 'ORI',
  new: 'New', newEvent: 'New event', enriched: 'Enriched', confirmed: 'Confirmed', released: 'Released', assigned: 'Assigned', comment: 'Comment',
  interview: 'Interview', warrant: 'Warrant', arrest: 'Arrest', gunRecovered: 'Gun recovered', charged: 'Charged', cleared: 'Cleared', noFurtherAction: 'No further action',
  found: 'Found', none: 'Nothing found', pending: 'Awaited', unavailable: 'Away', denied: 'Denied', eTrace: 'eTrace', etrace: 'eTrace', probation: 'Probation', parole: 'Parole',
};

/** A name of the wire as people say it. */
export const word = (name: string): string => words[name] ?? name.replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`).replace(/^./, (c) => c.toUpperCase());

export function personName(person: Person): string {
  const name = person.name;
  return name === undefined ? person.fullName ?? 'Unnamed' : [name.given, name.middle, name.family, name.suffix].filter(Boolean).join(' ');
}
