import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { post, Refused } from '../api';
import { word } from '../format';
import { session } from '../session';
import type { LeadView } from '../types';
import { FormModal, say } from '../ui';

type Act = 'assign' | 'release' | 'confirm' | 'eliminate' | 'comment' | 'outcome';
const outcomes = ['assigned', 'interview', 'warrant', 'arrest', 'gunRecovered', 'charged', 'cleared', 'noFurtherAction'];

/** What somebody may do with a lead; the hub decides again. An examiner's finding is about the lead as it was shown: after a change in between it is refused. */
export function LeadActions({ lead, etag, again }: { lead: LeadView; etag: string | null; again: () => void }): JSX.Element {
  const [open, setOpen] = useState<Act | null>(null);
  const supervisor = session.has('Cgic.Supervisor');
  const gone = lead.status === 'eliminated';
  const path = `/api/v1/leads/${lead.id}`;
  const close = (): void => setOpen(null);
  // What was done last answers with the newest tag, before the page has been read again.
  const tag = useRef(etag);
  useEffect(() => { tag.current = etag; }, [etag]);
  const act = async (name: string, body: unknown, guarded = false): Promise<void> => {
    try {
      const answer = await post<LeadView>(`${path}/${name}`, body, guarded ? tag.current : null);
      if (answer?.etag != null) tag.current = answer.etag;
    } catch (failure) {
      // Somebody else changed it: the page shows how it stands, and the next try is about that.
      if (failure instanceof Refused && failure.status === 412) again();
      throw failure;
    }
  };
  const done = (text: string): void => { say(text); again(); };
  const field = (form: FormData, name: string): string => String(form.get(name) ?? '').trim();
  const finding = async (what: 'confirm' | 'eliminate', form: FormData): Promise<void> => {
    const note = field(form, 'note');
    await act(what, { examiner: field(form, 'examiner'), ...(note === '' ? {} : { note }) }, true);
    done(what === 'confirm' ? 'The confirmation is entered; the next packet version follows.' : 'The elimination is entered; a notice follows to everybody who was told.');
  };
  return (
    <div class="row actions">
      <button type="button" onClick={() => setOpen('assign')}>Assign</button>
      <button type="button" onClick={() => setOpen('comment')}>Comment</button>
      <button type="button" onClick={() => setOpen('outcome')}>Outcome</button>
      {supervisor && <>
        <button type="button" onClick={() => setOpen('release')} disabled={gone}>Release now</button>
        <button type="button" onClick={() => setOpen('confirm')} disabled={gone || lead.status === 'hit'}>Confirm</button>
        <button type="button" class="grave" onClick={() => setOpen('eliminate')} disabled={gone}>Eliminate</button>
      </>}
      <button type="button" onClick={() => print()}>Print</button>
      {open === 'assign' && (
        <FormModal title={`Assign lead ${lead.leadNumber}`} verb="Assign" onClose={close} send={async (form) => {
          const to = field(form, 'to');
          await act('assign', { to: to === '' ? null : to });
          done(to === '' ? 'The lead is nobody’s now.' : `Assigned to ${to}.`);
        }}>
          <label class="field"><span>To whom; empty for nobody</span><input name="to" maxLength={200} defaultValue={lead.assignedTo ?? session.current?.name ?? ''} autoFocus /></label>
        </FormModal>
      )}
      {open === 'comment' && (
        <FormModal title="Comment" verb="Add comment" onClose={close} send={async (form) => {
          await act('comment', { text: field(form, 'text') });
          done('Comment added.');
        }}>
          <label class="field"><span>For the center only; no packet carries it</span><textarea name="text" required maxLength={4000} autoFocus /></label>
        </FormModal>
      )}
      {open === 'outcome' && (
        <FormModal title="What came of it" verb="Enter outcome" onClose={close} send={async (form) => {
          const note = field(form, 'note');
          await act('outcomes', { kind: field(form, 'kind'), at: new Date(field(form, 'at')).toISOString(), ...(note === '' ? {} : { note }) });
          done('Outcome entered.');
        }}>
          <label class="field"><span>What</span><select name="kind">{outcomes.map((o) => <option key={o} value={o}>{word(o)}</option>)}</select></label>
          <label class="field"><span>When</span><input type="datetime-local" name="at" required defaultValue={localNow()} /></label>
          <label class="field"><span>Note</span><textarea name="note" maxLength={4000} /></label>
        </FormModal>
      )}
      {open === 'release' && (
        <FormModal title={`Release lead ${lead.leadNumber} now`} verb="Release now" onClose={close} send={async () => {
          await act('release', undefined);
          done('Released: what is known went out.');
        }}>
          <p>Sends what is known to every agency concerned at once, before the sources have answered. Where nothing is new since the last version, nothing is sent.</p>
        </FormModal>
      )}
      {open === 'confirm' && (
        <FormModal title={`Confirm lead ${lead.leadNumber}`} verb="Enter confirmation" onClose={close} send={(form) => finding('confirm', form)}>
          <p>Enter this only when a firearm examiner has confirmed the association at the comparison microscope. The lead becomes a hit, and everybody who was told gets a new version.</p>
          <Examiner />
        </FormModal>
      )}
      {open === 'eliminate' && (
        <FormModal title={`Eliminate lead ${lead.leadNumber}`} verb="Enter elimination" grave onClose={close} send={(form) => finding('eliminate', form)}>
          <p>Enter this only when a firearm examiner has rejected the association. Its links are withdrawn everywhere, and everybody who was told gets a notice: {lead.packet.recipients.join(', ') || 'nobody yet'}. It cannot be taken back.</p>
          <Examiner />
        </FormModal>
      )}
    </div>
  );
}

function Examiner(): JSX.Element {
  return (
    <>
      <label class="field"><span>Examiner</span><input name="examiner" required maxLength={200} autoFocus /></label>
      <label class="field"><span>Note</span><textarea name="note" maxLength={4000} /></label>
    </>
  );
}

function localNow(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
