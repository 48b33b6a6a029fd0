using System.Text.Json;
using CgiHub.Core.Storage;

namespace CgiHub.Core.Audit;

/// <summary>Follows one writer's chain entry by entry and remembers the first place where it breaks. A pure fold: it reads nothing itself.</summary>
internal sealed class AuditWalk(string writer)
{
    private string _day = "";
    private string _hash = AuditTrail.Genesis;

    /// <summary>The last entry that was right.</summary>
    public long Sequence { get; private set; }

    /// <summary>Entries that were right.</summary>
    public long Entries { get; private set; }

    /// <summary>The first break, or null.</summary>
    public AuditBreak? Break { get; private set; }

    /// <summary>Goes on with the next day, which says what it goes on from.</summary>
    public void BeginDay(AuditDay day, bool headMissing)
    {
        _day = day.Day;
        if (day.Sequence != Sequence || day.Hash != _hash)
        {
            BreakAt(Sequence + 1, "entries before this day are missing or were altered");
        }
        else if (headMissing)
        {
            BreakAt(Sequence + 1, "the day's head is missing");
        }
    }

    /// <summary>Takes the next stored entry.</summary>
    public void Take(StoredDocument document)
    {
        var expected = Sequence + 1;
        if (Break is not null)
        {
            return;
        }

        var entry = Read(document);
        if (entry is null)
        {
            BreakAt(expected, "this is not an entry");
        }
        else if (entry.Sequence != expected)
        {
            BreakAt(expected, entry.Sequence > expected ? "an entry was removed here" : "an entry was put in here");
        }
        else if (entry.Writer != writer || document.Id != AuditTrail.EntryId(entry.Sequence) || document.Sort != AuditTrail.EntrySort(entry))
        {
            BreakAt(expected, "the entry is not in its place");
        }
        else if (entry.Previous != _hash || AuditTrail.HashOf(entry) != entry.Hash)
        {
            BreakAt(expected, "the entry was altered");
        }
        else
        {
            (Sequence, _hash) = (entry.Sequence, entry.Hash);
            Entries++;
        }
    }

    /// <summary>The entry that a document holds, or null where it holds none.</summary>
    public static AuditEntry? Read(StoredDocument document)
    {
        try
        {
            return JsonSerializer.Deserialize(document.Body.Span, AuditJson.Default.AuditEntry) is { Attempt: not null, Hash: not null, Previous: not null, Writer: not null } entry ? entry : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Compares the end with the day's head, as read before and after the walk (entries may be added meanwhile).</summary>
    public void EndDay(AuditHead? before, AuditHead? after)
    {
        if (Break is not null)
        {
            return;
        }

        if (after is not null && (Sequence > after.Sequence || (Sequence == after.Sequence && _hash != after.Hash)))
        {
            BreakAt(Sequence, "the end is not the one that the head names");
        }
        else if (before is not null && Sequence < before.Sequence)
        {
            BreakAt(Sequence + 1, "entries at the end were removed");
        }
        else if (after is null && before is not null)
        {
            BreakAt(Sequence, "the day's head is missing");
        }
    }

    private void BreakAt(long sequence, string what) => Break ??= new AuditBreak(writer, _day, sequence, what);
}
