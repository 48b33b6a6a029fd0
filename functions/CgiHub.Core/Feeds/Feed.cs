using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CgiHub.Core.Records;

namespace CgiHub.Core.Feeds;

/// <summary>One feed: how its rows are read, and what is refused. A new feed is one of these, one schema and one test file.</summary>
public abstract class Feed
{
    private protected Feed(string name) => Name = name;

    /// <summary>Its name in routes.</summary>
    public string Name { get; }

    /// <summary>The rows' shape.</summary>
    internal abstract JsonTypeInfo Shape { get; }

    /// <summary>Reads a row; null where <paramref name="check"/> holds faults.</summary>
    /// <param name="json">One JSON object, UTF-8.</param>
    /// <param name="check">Takes the faults; empty before.</param>
    public abstract FeedRecord? Read(ReadOnlyMemory<byte> json, RowCheck check);

    /// <summary>How this feed tells a fault; as it is, unless a feed has words of its own for it.</summary>
    public virtual FieldFault Tell(FieldFault fault) => fault;

    /// <summary>Whether its sender may keep a row of it from other agencies (<see cref="Handling.ReleasableTo"/>).</summary>
    public virtual bool MayBeKept => true;

    /// <summary>The dotted name that a flat column of another name means, or null.</summary>
    public virtual string? Alias(string column) => null;
}

/// <summary>A feed of one kind of record.</summary>
/// <typeparam name="T">The record.</typeparam>
/// <param name="name">Its name in routes.</param>
/// <param name="shape">Generated JSON of the record.</param>
public abstract class Feed<T>(string name, JsonTypeInfo<T> shape) : Feed(name)
    where T : FeedRecord
{
    internal override JsonTypeInfo Shape => shape;

    /// <summary>
    /// The fast path is the typed reader and the feed's own rules; only what it refuses is read again, slowly, to say where the fault is.
    /// Rows that fail come in swarms, and the typed reader refuses by exception: the row after a refused one is looked through first, and read only if nothing is found that the reader would surely refuse.
    /// </summary>
    public override FeedRecord? Read(ReadOnlyMemory<byte> json, RowCheck check)
    {
        ArgumentNullException.ThrowIfNull(check);
        if (check.LastRefused && ShapeFaults.Foresee(json, shape, check))
        {
            return null;
        }

        var record = Typed(json.Span);
        check.LastRefused = record is null;
        if (record is null)
        {
            ShapeFaults.Find(json, shape, check);
            return null;
        }

        check.Text("sourceId", record.SourceId, 200);
        check.Handling(record.Handling, mayBeSealed: RetentionOptions.Feeds.Contains(Name), MayBeKept);
        Check(record, check);
        return check.Failed ? null : record;
    }

    /// <summary>The feed's own rules on a row of the right shape. Text that is required may still be null or empty here.</summary>
    protected abstract void Check(T record, RowCheck check);

    private T? Typed(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, shape);
        }
        catch (Exception refused) when (refused is JsonException or InvalidOperationException or FormatException or NotSupportedException)
        {
            // Says where in words of .NET; the slow path says it in the contract's.
            return null;
        }
    }
}
