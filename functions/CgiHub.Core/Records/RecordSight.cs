using CgiHub.Core.Agencies;

namespace CgiHub.Core.Records;

/// <summary>Whose eyes records are read with: what its originator keeps from any of these agencies is not there.</summary>
/// <param name="Readers">The agencies, sorted. None: somebody whom no originator can have meant, who sees no record that is kept from anybody.</param>
public sealed record RecordSight(IReadOnlyList<Ori> Readers)
{
    /// <summary>The same for the same readers.</summary>
    public string Key { get; } = "seen by " + string.Join(' ', Readers.Select(r => r.Value));

    /// <summary>Whether a record is there.</summary>
    public bool Sees(StoredRecord record) => OriginatorControl.Of(record) is not { } control || (Readers.Count > 0 && Readers.All(control.LetsSee));
}
