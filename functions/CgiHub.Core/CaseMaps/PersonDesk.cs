using System.Globalization;
using CgiHub.Core.Agencies;
using CgiHub.Core.Records;

namespace CgiHub.Core.CaseMaps;

/// <summary>Two persons are one.</summary>
/// <param name="With">The other person's id, <c>pr-…</c>.</param>
/// <param name="Reason">Why; shown wherever the person is.</param>
public sealed record JoinPersons(string? With, string? Reason);

/// <summary>Some records of a person are somebody else's.</summary>
/// <param name="Records">These records, as <c>feed/agency/sourceId</c>.</param>
/// <param name="Reason">Why; shown wherever the person is.</param>
public sealed record SplitPerson(IReadOnlyList<string>? Records, string? Reason);

/// <summary>What the center decides about who is who. A decision wins over the rules, and outlives new versions of the records that it concerns.</summary>
public sealed class PersonDesk(CaseFinder finder, RecordStore records, TimeProvider time)
{
    private const int MostReason = 1000;
    private const int MostRecords = 200;

    /// <summary>Whose the hub's own records are: an ORI that no agency has.</summary>
    public static Ori Center { get; } = Ori.Parse("CGIHUB000");

    /// <summary>Enters that two persons are one; answers them as they are then.</summary>
    public async Task<Result<PersonFile>> JoinAsync(Caller caller, string personId, JoinPersons join, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(join);
        if (Faults(join.Reason, string.IsNullOrWhiteSpace(join.With) ? new FieldFault("/with", "required", "The other person's id.") : null) is { } faulty)
        {
            return faulty;
        }

        if (await finder.DescribedAsync(personId, cancel) is not { } one || await finder.DescribedAsync(join.With!, cancel) is not { } other)
        {
            return Errors.NotFound("person");
        }

        if (one.Descriptions.Any(d => other.Descriptions.Any(o => o.Id == d.Id)))
        {
            return Errors.OnePersonAlready();
        }

        await KeepAsync(caller, PersonDecisionKind.Join, join.Reason!, one.Descriptions, other.Descriptions, cancel);
        return await finder.PersonAsync(personId, cancel);
    }

    /// <summary>Enters that some of a person's records are of somebody else; answers the person as they are then.</summary>
    public async Task<Result<PersonFile>> SplitAsync(Caller caller, string personId, SplitPerson split, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(split);
        if (Faults(split.Reason, split.Records is not { Count: > 0 and <= MostRecords } ? new FieldFault("/records", "range", $"One to {MostRecords} records, as feed/agency/sourceId.") : null) is { } faulty)
        {
            return faulty;
        }

        if (await finder.DescribedAsync(personId, cancel) is not { } person)
        {
            return Errors.NotFound("person");
        }

        var apart = person.Descriptions.Where(d => split.Records!.Contains(d.Id.Citation, StringComparer.Ordinal)).ToList();
        if (split.Records!.Except(apart.Select(d => d.Id.Citation), StringComparer.Ordinal).FirstOrDefault() is { } unknown)
        {
            return Errors.NotTheirRecord(unknown);
        }

        if (apart.Count == person.Descriptions.Count)
        {
            return Errors.NothingLeftOfPerson();
        }

        List<Description> rest = [.. person.Descriptions.Except(apart)];
        await KeepAsync(caller, PersonDecisionKind.Split, split.Reason!, apart, rest, cancel);

        // The id may have followed the records that left; whoever remains is the person.
        return await finder.PersonAsync("pr" + rest[0].OwnKey.Value[2..], cancel);
    }

    private static Error? Faults(string? reason, FieldFault? other)
    {
        List<FieldFault> faults = other is null ? [] : [other];
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > MostReason)
        {
            faults.Add(new FieldFault("/reason", "range", $"A reason has 1 to {MostReason} characters."));
        }

        return faults.Count == 0 ? null : Errors.Invalid(faults);
    }

    private async Task KeepAsync(Caller caller, PersonDecisionKind kind, string reason, IReadOnlyList<Description> left, IReadOnlyList<Description> right, CancellationToken cancel)
    {
        var at = time.GetUtcNow();
        List<DescriptionRef> one = [.. left.Select(d => d.Named)];
        List<DescriptionRef> other = [.. right.Select(d => d.Named)];
        var decision = new PersonDecision
        {
            SourceId = StableId.Of("de", [kind.ToString(), at.UtcTicks.ToString(CultureInfo.InvariantCulture), caller.Subject, .. one.Concat(other).Select(r => $"{r.Record}#{r.Index}")]),
            Kind = kind,
            At = at,
            By = caller.Subject,
            Reason = reason.Trim(),
            Left = one,
            Right = other,
            Keys = [.. left.Concat(right).SelectMany(d => d.Keys.Count > 0 ? d.Keys.Select(k => k.Key.Value) : [d.OwnKey.Value]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        };

        // Checked and ready: a caller that goes away does not stop it.
        cancel.ThrowIfCancellationRequested();
        await records.LandAsync(Center, [decision], CancellationToken.None);
    }
}
