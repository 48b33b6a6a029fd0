using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CgiHub.Core.Storage;

namespace CgiHub.Local.Worker;

/// <summary>
/// Brings new blobs below a path such as <c>drop/{file}</c> to a function. A file that still grows is left alone until it rests.
/// </summary>
/// <remarks>
/// Five failures of one version of a blob end in a message on <c>webjobs-blobtrigger-poison</c>, as in the worker. What was handled and is still there
/// is remembered until it changes or the host restarts; then it is handled again, so the function has to be idempotent.
/// </remarks>
internal sealed class BlobPump(FunctionMethod function, string pattern, string watched, BlobPumpTimes times, IBlobStore blobs, IMessageQueue queue, IServiceProvider services, TimeProvider time, ILogger log)
    : Pump(function, services, log)
{
    /// <summary>Where the worker puts what failed too often.</summary>
    public const string PoisonQueue = "webjobs-blobtrigger-poison";

    private const int MostFailures = 5;

    private readonly Dictionary<string, Seen> _seen = new(StringComparer.Ordinal);
    private readonly Lazy<Regex> _names = new(() => ToRegex(pattern));
    private readonly string _prefix = pattern[..(pattern.IndexOf('{', StringComparison.Ordinal) is var brace and >= 0 ? brace : pattern.Length)];

    /// <inheritdoc/>
    public override async Task RunAsync(CancellationToken stopping, CancellationToken giveUp)
    {
        Directory.CreateDirectory(watched);
        using var stirred = new SemaphoreSlim(0, 1);
        using var watcher = new FileSystemWatcher(watched) { IncludeSubdirectories = true, EnableRaisingEvents = true };
        watcher.Created += (_, _) => Wake(stirred);
        watcher.Renamed += (_, _) => Wake(stirred);
        watcher.Error += (_, _) => Wake(stirred);
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                var resting = await ScanAsync(stopping, giveUp);

                // Files that may still grow are looked at again soon; otherwise an event or the next rescan wakes.
                await stirred.WaitAsync(resting ? times.Rescan : times.StableFor, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return;
        }
    }

    private static void Wake(SemaphoreSlim stirred)
    {
        try
        {
            stirred.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already.
            return;
        }
    }

    /// <summary>A part may hold slashes, and the first takes as many as it can, as in the worker.</summary>
    private static Regex ToRegex(string pattern) =>
        new("^" + Regex.Replace(Regex.Escape(pattern), @"\\\{(\w+)}", "(?<$1>.+)") + "$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    /// <summary>Looks at every blob once; true when none of them has to be looked at again soon.</summary>
    private async Task<bool> ScanAsync(CancellationToken stopping, CancellationToken giveUp)
    {
        var resting = true;
        var present = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            await foreach (var entry in blobs.ListAsync(_prefix, stopping))
            {
                if (_names.Value.Match(entry.Name) is not { Success: true } match)
                {
                    continue;
                }

                present.Add(entry.Name);
                resting &= await LookAtAsync(entry, match, giveUp);
                if (stopping.IsCancellationRequested)
                {
                    return true;
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A folder that vanished while it was listed: the next look tells.
            LogFailed(failure, Name);
            Trouble = failure.GetType().Name;
            return false;
        }

        foreach (var gone in _seen.Keys.Where(name => !present.Contains(name)).ToList())
        {
            _seen.Remove(gone);
        }

        return resting;
    }

    private async Task<bool> LookAtAsync(BlobEntry entry, Match match, CancellationToken giveUp)
    {
        var now = time.GetUtcNow();
        if (!_seen.TryGetValue(entry.Name, out var seen) || seen.Length != entry.Length || seen.ModifiedAt != entry.ModifiedAt)
        {
            _seen[entry.Name] = new Seen(entry.Length, entry.ModifiedAt, now, 0, false);
            return false;
        }

        if (seen.Done)
        {
            return true;
        }

        if (now - seen.Since < times.StableFor)
        {
            return false;
        }

        var done = await HandleAsync(entry, match, seen.Failures + 1, giveUp);
        _seen[entry.Name] = seen with { Since = now, Failures = seen.Failures + 1, Done = done };
        return done;
    }

    private async Task<bool> HandleAsync(BlobEntry entry, Match match, int attempt, CancellationToken giveUp)
    {
        try
        {
            await using var content = await blobs.OpenReadAsync(entry.Name, giveUp);
            if (content is null)
            {
                return true;
            }

            await CallAsync(p => Bind(p, content, match), giveUp);
            Trouble = null;
            return true;
        }
#pragma warning disable CA1031 // A blob that failed, however, is tried again, and then told as poison.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            if (giveUp.IsCancellationRequested)
            {
                return false;
            }

            LogFailed(failure, Name);
            Trouble = failure.GetType().Name;
            if (attempt < MostFailures)
            {
                return false;
            }

            var id = $"{entry.Name}|{entry.Length}|{entry.ModifiedAt.UtcTicks.ToString(CultureInfo.InvariantCulture)}";
            var body = JsonSerializer.SerializeToUtf8Bytes(new PoisonBlob(Name, entry.Name), WorkerJson.Default.PoisonBlob);
            await queue.SendAsync(PoisonQueue, [new QueueMessage(Core.StableId.Of("po", id), body) { Subject = Name }], CancellationToken.None);
            return true;
        }
    }

    private object? Bind(System.Reflection.ParameterInfo parameter, Stream content, Match match)
    {
        if (parameter == Function.Parameter)
        {
            return parameter.ParameterType == typeof(Stream) ? content : throw new InvalidOperationException($"{Name} binds its blob to {parameter.ParameterType.Name}; Stream is what both hosts have.");
        }

        var part = match.Groups[parameter.Name!];
        return part.Success && Binding.TryParse(parameter.ParameterType, part.Value, out var value)
            ? value
            : throw new InvalidOperationException($"{Name} has a parameter {parameter.Name} that the blob's path does not bring.");
    }

    private sealed record Seen(long Length, DateTimeOffset ModifiedAt, DateTimeOffset Since, int Failures, bool Done);
}

/// <summary>How a blob pump looks at its folder.</summary>
/// <param name="StableFor">A file of which size and time stay the same this long is complete.</param>
/// <param name="Rescan">How often everything is looked at, events or not.</param>
internal sealed record BlobPumpTimes(TimeSpan StableFor, TimeSpan Rescan);

/// <summary>What the poison queue is told.</summary>
/// <param name="FunctionId">The function that failed.</param>
/// <param name="BlobName">The blob.</param>
internal sealed record PoisonBlob(string FunctionId, string BlobName);

[System.Text.Json.Serialization.JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[System.Text.Json.Serialization.JsonSerializable(typeof(PoisonBlob))]
internal sealed partial class WorkerJson : System.Text.Json.Serialization.JsonSerializerContext;
