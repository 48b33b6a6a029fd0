using CgiHub.Core.Agencies;
using CgiHub.Core.Records;

namespace CgiHub.Core.CaseMaps;

/// <summary>What a path is drawn with beside its guns, cases and persons.</summary>
[Flags]
internal enum PathParts
{
    None = 0,

    /// <summary>Gunshot events near its cases.</summary>
    Gunshots = 1,

    /// <summary>Vehicles near its cases.</summary>
    Vehicles = 2,

    /// <summary>What its map can show.</summary>
    Map = Gunshots | Vehicles,

    /// <summary>Shootings of other guns near its newest cases.</summary>
    Series = 4,
}

/// <summary>A path as it was drawn for whoever asks: nothing in it is of one lead.</summary>
/// <param name="Facts">The facts along it.</param>
/// <param name="Map">Their map.</param>
/// <param name="Parts">What it was drawn with.</param>
/// <param name="Refs">Every record that was read, by its citation.</param>
internal sealed record DrawnPath(PathFacts Facts, CaseMap Map, PathParts Parts, IReadOnlyDictionary<string, RecordRef> Refs)
{
    /// <summary>With whose eyes it was drawn; null: the center's, who see every record.</summary>
    public RecordSight? Sight { get; init; }

    /// <summary>Shootings of other guns near its newest cases; empty where it was drawn without.</summary>
    public IReadOnlyList<NearbyShooting> Series { get; init; } = [];

    /// <summary>Under which controls of originators records stood that were met, also those that came to nothing.</summary>
    public IReadOnlyList<OriginatorControl> Controls { get; init; } = [];

    /// <summary>To whom originators let some of the records go, by citation.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Ori>> Releasable { get; init; } = System.Collections.Immutable.ImmutableDictionary<string, IReadOnlyList<Ori>>.Empty;

    /// <summary>A limit cut it short.</summary>
    public bool Truncated => Map.Truncated;
}
