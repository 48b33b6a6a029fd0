using CgiHub.Core.Agencies;

namespace CgiHub.Core.Records;

/// <summary>Who keeps a record to themselves, and whom they let see it.</summary>
/// <param name="Originator">Who sent it.</param>
/// <param name="ReleasableTo">Whom they name.</param>
public sealed record OriginatorControl(Ori Originator, IReadOnlyList<Ori> ReleasableTo)
{
    /// <summary>The control over a record; null where there is none.</summary>
    public static OriginatorControl? Of(StoredRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.Record.Handling?.ReleasableTo is { } named ? new OriginatorControl(record.Ref.Agency, named) : null;
    }

    /// <summary>Whether an agency may see it.</summary>
    public bool LetsSee(Ori reader) => reader == Originator || ReleasableTo.Contains(reader);
}
