using CgiHub.Core.Agencies;
using CgiHub.Core.Records;

namespace CgiHub.Core.Tests.CaseMaps;

/// <summary>A record and who sends it.</summary>
internal sealed record Row(Ori Agency, FeedRecord Record)
{
    /// <summary>What makes it the same record in another version.</summary>
    public (Ori Agency, string Feed, string SourceId) Key => (Agency, RecordFacts.FeedOf(Record), Record.SourceId);
}
