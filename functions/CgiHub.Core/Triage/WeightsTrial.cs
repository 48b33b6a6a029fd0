using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace CgiHub.Core.Triage;

/// <summary>Weights to try: what is named takes the place of what is configured, everything else stays. Body of <c>POST /v1/admin/triage/preview</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record WeightsTrial
{
    /// <summary>The settings of <c>CgiHub:Triage:Weights</c> to try, by name, such as <c>homicide</c>.</summary>
    public IReadOnlyDictionary<string, double>? Weights { get; init; }

    /// <summary>The settings of <c>CgiHub:Triage</c> to try: <c>halfLifeDays</c>, <c>immediate</c>, <c>high</c>, <c>medium</c>. Others change what is measured, and cannot be tried so.</summary>
    public IReadOnlyDictionary<string, double>? Options { get; init; }

    /// <summary>Mornings of the past to look at. Default 30.</summary>
    public int? Days { get; init; }

    /// <summary>Most leads to list as rising, and as falling. Default 20.</summary>
    public int? Limit { get; init; }

    /// <summary>The trial over what is configured, checked as configuration is at start; refused with pointers to what is wrong.</summary>
    internal Result<(WeightScale Tried, int Days, int Limit)> Over(TriageWeights weights, TriageOptions options)
    {
        var faults = new List<FieldFault>();
        var triedWeights = Applied(weights, TriageJson.Default.TriageWeights, Weights, "weights", null, faults);
        var triedOptions = Applied(options, TriageJson.Default.TriageOptions, Options, "options", ["halfLifeDays", "immediate", "high", "medium"], faults);
        if (!(triedOptions.Immediate >= triedOptions.High && triedOptions.High >= triedOptions.Medium))
        {
            faults.Add(new FieldFault("/options", "range", "immediate, high and medium must descend."));
        }

        var days = Within("/days", Days ?? 30, options.KeepHistoryDays);
        var limit = Within("/limit", Limit ?? Math.Min(20, options.MaxPreviewedMoves), options.MaxPreviewedMoves);
        return faults.Count > 0 ? Errors.Invalid(faults) : (new WeightScale(triedWeights, triedOptions), days, limit);

        int Within(string pointer, int value, int most)
        {
            if (value < 1 || value > most)
            {
                faults.Add(new FieldFault(pointer, "range", $"From 1 to {most}."));
            }

            return value;
        }
    }

    private static T Applied<T>(T standing, JsonTypeInfo<T> json, IReadOnlyDictionary<string, double>? tried, string section, string[]? allowed, List<FieldFault> faults)
        where T : class
    {
        if (tried is null || tried.Count == 0)
        {
            return standing;
        }

        var settings = JsonSerializer.SerializeToNode(standing, json)!.AsObject();
        string[] names = allowed ?? [.. settings.Select(s => s.Key)];
        foreach (var (name, value) in tried)
        {
            // As in configuration, case makes no difference.
            if (Array.Find(names, n => string.Equals(n, name, StringComparison.OrdinalIgnoreCase)) is { } known)
            {
                settings[known] = JsonValue.Create(value);
            }
            else
            {
                faults.Add(new FieldFault($"/{section}/{Pointer(name)}", "unknown", allowed is null ? "There is no such weight." : $"Only {string.Join(", ", allowed)} can be tried."));
            }
        }

        var applied = settings.Deserialize(json)!;
        var wrong = new List<ValidationResult>();
        Validator.TryValidateObject(applied, new ValidationContext(applied), wrong, validateAllProperties: true);
        faults.AddRange(wrong.SelectMany(w => w.MemberNames.Select(m => new FieldFault($"/{section}/{JsonNamingPolicy.CamelCase.ConvertName(m)}", "range", w.ErrorMessage ?? "Out of range."))));
        return applied;
    }

    private static string Pointer(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}

/// <summary>How measures become a score and a band.</summary>
internal sealed record WeightScale(TriageWeights Weights, TriageOptions Options)
{
    private readonly TimeSpan _tau = LeadTriage.TauOf(Options.HalfLifeDays);
    private readonly BandScale _bands = new(Options.Immediate, Options.High, Options.Medium);

    /// <summary>Points before decay.</summary>
    public double PointsOf(IEnumerable<Measured> measures) => measures.Sum(m => LeadFactors.PointsOf(m, Weights));

    /// <summary>The score at a moment.</summary>
    public double ScoreOf(double points, DateTimeOffset since, DateTimeOffset now) => LeadTriage.Decayed(points, since, now, _tau);

    /// <summary>The band of a score.</summary>
    public Band BandOf(double score) => _bands.BandOf(score);
}
