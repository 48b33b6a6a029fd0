/** What the board reads of the hub's answers; docs/openapi/v1.json has everything. */
export type Band = 'immediate' | 'high' | 'medium' | 'low';
export type LeadStatus = 'lead' | 'hit' | 'eliminated';
export type Kind = 'incident' | 'exhibit' | 'gun' | 'firearm' | 'person' | 'vehicle' | 'group' | 'gunshot';

export interface Page<T> { items: T[]; next?: string; truncated?: boolean }
export interface Clock { name: string; at?: string; dueAt?: string; breached: boolean }
export interface Factor { name: string; points: number; because: string; evidence: string[] }
export interface Reason { text: string; records: string[] }
export interface SourceStatus { source: string; status: string; asOf?: string; detail?: string; notConnected: boolean }

export interface LeadEntry {
  leadId: string; leadNumber: string; site: string; status: LeadStatus; band: Band; score: number; because: string[];
  traffickingIndex?: number; receivedAt: string; version: number; cases: string[]; owners: string[];
  assignedTo?: string; touchedAt?: string; nextClock?: Clock; breached: string[];
}

export interface LeadChange { leadId: string; leadNumber: string; band: Band; status: LeadStatus; version: number; revision: number; assignedTo?: string }

export interface LeadView {
  id: string; leadNumber: string; site: string; region: string; status: LeadStatus;
  priority: { score: number; band: Band; factors: Factor[]; traffickingIndex?: number; points: number; since: string };
  clocks: Clock[]; enrichment: SourceStatus[];
  packet: { id: string; version: number; reason: string; issuedAt: string; recipients: string[]; href: string };
  gunId: string; cases: string[]; owners: string[]; unregistered: string[]; assignedTo?: string;
  heard: { ori: string; toldAt: string; acknowledgeBy?: string; acknowledgedAt?: string }[];
  outcomes: { id: string; kind: string; at: string; note?: string; agency?: string; by: string }[];
  notes: { kind: string; by: string; at: string; text?: string }[];
  released: { packetId: string; version: number; sentAt: string; releases: { ori: string; because: string; queue?: string; withheld: string[] }[] }[];
}

export interface Person {
  name?: { given: string; middle?: string; family: string; suffix?: string }; fullName?: string; dob?: string; sex?: string; race?: string;
  aliases?: string[]; ids?: { type: string; value: string; state?: string }[]; phones?: string[]; address?: string; groups?: string[];
}

export interface GunEvent {
  caseKey: string; ori: string; caseNumber: string; exhibitNumbers: string[]; onLead: boolean; at?: string; lat?: number; lon?: number; records: string[];
  incident?: { type: string; occurredAt: string; address?: string; victims?: number; injured?: number; rounds?: number; narrative?: string };
}

export interface PacketImage { exhibitId: string; ori: string; caseNumber: string; exhibitNumber: string; view: string; storedAt: string; href?: string; preview?: string }
export interface ExhibitImages { images: { view: string; relief?: string }[] }
export interface MapNode { id: string; kind: Kind; label: string; at?: string; lat?: number; lon?: number }
export interface MapLink { from: string; to: string; kind: string; confidence: number; because: Reason[] }
export interface CaseMap { nodes: MapNode[]; links: MapLink[]; truncated?: boolean }

export interface LeadPacket {
  id: string; version: number; reason: string; issuedAt: string; disclaimer: string; events: GunEvent[];
  lead: { leadNumber: string; status: LeadStatus; at: string; confirmedBy?: string };
  priority: { score: number; decay: number; halfLifeDays: number; scale: { immediate: number; high: number; medium: number } };
  guns: { id: string; firearms: { id: string; record: string; recovery: { make?: string; model?: string; caliber?: string; serial?: string; recoveredAt: string; caseNumber: string } }[] }[];
  persons: { id: string; label: string; person: Person; roles: string[]; records: string[]; because: Reason[] }[];
  groups: string[];
  vehicles: { id: string; plate: string; state?: string; cases: number; sightings: number }[];
  traces: { record: string; trace: { traceNumber: string; make: string; model?: string; purchasedAt?: string; recoveredAt?: string; ffl?: { name?: string; city?: string; state?: string } }; daysToCrime?: number; index?: { value?: number }; doubt?: string }[];
  supervision: { record: string; personId?: string; firearmsForbidden: boolean; supervision: { kind: string; status: string; person: Person; level?: string; officer?: { name?: string; phone?: string; email?: string }; conditions?: string[]; county?: string } }[];
  arrests: { record: string; arrest: { arrestNumber: string; arrestedAt: string; offenses: string[]; person: Person } }[];
  gunshots: { id: string; caseKey: string; detectedAt: string; rounds?: number; lat: number; lon: number; metres: number; seconds: number }[];
  images: PacketImage[];
  recommendations: { kind: string; text: string; because: string }[];
  dissemination: { marking: string };
  enrichment: SourceStatus[];
  notices?: { kind: string; rule?: string; at: string; versions?: number[]; detail?: string }[];
}

export interface GunCard {
  id: string; cases: number; exhibits: number; leads: string[]; agencies: string[]; firstAt?: string; newestAt?: string; shootings: number;
  recovered: boolean; calibers: string[]; groups: string[]; heldBy: string[];
}
export interface GunStop { caseKey: string; ori: string; caseNumber: string; exhibitNumbers: string[]; records: string[]; type?: string; at?: string; lat?: number; lon?: number; daysSince?: number; metresSince?: number; crossedJurisdiction: boolean; groups: string[] }
export interface GunPath {
  id: string; leads: string[]; agencies: string[]; stops: GunStop[]; groups: string[]; firearms: MapNode[]; truncated: boolean;
  holders: { personId: string; label: string; role: string; at?: string; caseKey?: string; record: string; doubt?: string }[];
  handOvers: { from: string; to: string; fromPersons: string[]; toPersons: string[]; fromGroups: string[]; toGroups: string[]; betweenGroups: boolean }[];
  periods: { personId: string; label: string; from: string; to: string; nextAt?: string }[];
  conflicts: { caseKey: string; ori: string; caseNumber: string; by: string[]; against: string[]; at?: string }[];
}
export interface Crew { id: string; name: string; guns: GunCard[]; more: boolean; ties: { id: string; name: string; guns: string[]; shotAt: string[]; shotBy: string[] }[] }

export interface HeardShots { id: string; alerts: string[]; detectedAt: string; lat: number; lon: number; rounds?: number; kind?: string; records: string[]; seenPlates: { plate: string; state?: string; readAt: string; metres: number; hotlist?: string }[] }
export interface BreachAlert { leadId: string; leadNumber: string; stage: string; agency?: string; dueAt: string; raisedAt: string; band: Band; closedAt?: string; withdrawn: boolean }

export interface PersonFile {
  id: string; label: string; person: Person; roles: string[]; because: Reason[]; leads: string[]; passedOver: number; truncated: boolean;
  records: { ref: { feed: string; agency: string; sourceId: string; version: number; receivedAt: string } }[];
  possible: { id: string; label: string; weight: number; because: Reason[]; records: string[] }[];
  decisions: { kind: string; at: string; by: string; reason: string }[];
}

export interface DigestLead { leadId: string; leadNumber: string; status: LeadStatus; band: Band; score: number; because: string[]; agencies: string[]; rise?: number; fromBand?: Band; assignedTo?: string; quietSince?: string }
export interface Digest {
  date: string; region: string; timeZone: string; from: string; until: string; madeAt: string; provisional: boolean; marking: string; truncated: boolean;
  counts: { new: number; risen: number; breached: number; stale: number; confirmed: number; eliminated: number };
  top: DigestLead[]; new: DigestLead[]; risen: DigestLead[]; breached: BreachAlert[]; stale: DigestLead[]; confirmed: DigestLead[]; eliminated: DigestLead[];
  sources: { source: string; waiting: number; connected: boolean }[];
}
export interface ClockTable { month: string; timeZone: string; asOf: string; leads: number; truncated: boolean; rows: { agency?: string; name?: string; stage: string; count: number; p50?: number; p90?: number; worst?: number; within?: number; breaches: number; open: number }[] }
export interface DeliveredPacket { packetId: string; leadId: string; leadNumber?: string; version: number; reason: string; band: Band; issuedAt: string; acknowledgedAt?: string; acknowledgeBy?: string; sentBy: string[] }
export interface SourceReport { source: string; connected: boolean; circuit: string; since: string; attempts: number; answers: number; failures: number; latencyP50Ms?: number; latencyP99Ms?: number; lastSuccessAt?: string; lastError?: { number: number; title: string; detail: string; at: string } }
export interface DeadLetter { id: string; queue: string; messageId: string; subject?: string; reason: string; deliveries: number; deadAt: string }
export interface AuditEntry { sequence: number; at: string; attempt: { function: string; subject?: string; status: number; roles: string[]; agency?: string; address?: string; target?: string; error?: number; milliseconds?: number; traceId?: string } }
export interface HeldRecord { recordId: string; feed: string; agency: string; sourceId: string; receivedAt: string; until: string; revision: string; replaces?: boolean; record: Record<string, unknown> }
export interface HoldingReview { revision: string; decision: 'approved' | 'declined'; at: string; by: string; reason: string }
export interface SearchHit { kind: string; id: string; label: string; leads: string[]; records: string[] }
export interface SignInConfig { kind: 'choose' | 'provider' | 'none'; lockAfterSeconds: number; signInForSeconds: number; provider?: { authority: string; clientId: string; scope: string } }
export interface Problem { title: string; detail: string; status: number; traceId?: string; errors?: { pointer: string; detail: string }[] }
