using System.Text.Json.Serialization;

namespace CgiHub.Core.Triage;

/// <summary>One thing that was found about a lead, before anybody weighs it: a factor is a measure times its weight.</summary>
/// <param name="Name">The factor's name, such as <c>homicide</c>.</param>
/// <param name="Amount">How much of it: a count, or 1 for what is simply so. More than 0.</param>
/// <param name="Because">A sentence.</param>
/// <param name="Evidence">The records behind it, as <c>feed/agency/sourceId</c>.</param>
public sealed record Measure(string Name, double Amount, string Because, IReadOnlyList<string> Evidence)
{
    /// <summary>The dissemination rules over the facts behind it. Empty: none.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>It speaks of what the gun may do next, and the gun is in evidence: <see cref="TriageWeights.GunInEvidence"/> says what is left of it.</summary>
    public bool InEvidence { get; init; }
}

/// <summary>A measure as it is kept: what weights are tried on. Its sentence, evidence and rules stand with the factor.</summary>
/// <param name="Name">The factor's name.</param>
/// <param name="Amount">How much of it; more than 0.</param>
public sealed record Measured(string Name, double Amount)
{
    /// <summary><see cref="Measure.InEvidence"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool InEvidence { get; init; }

    /// <summary>What is kept of a measure.</summary>
    public static Measured Of(Measure measure)
    {
        ArgumentNullException.ThrowIfNull(measure);
        return new Measured(measure.Name, measure.Amount) { InEvidence = measure.InEvidence };
    }
}
