using System.Globalization;
using System.Net.Http.Headers;

namespace CgiHub.Cli.Hub;

/// <summary>When a request that failed is made again, and after how long.</summary>
/// <param name="MostRetries">So often at most.</param>
internal sealed record RetryRules(int MostRetries)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Who is asked to come back later than this says so and gives up instead of waiting.</summary>
    private static readonly TimeSpan MostAsked = TimeSpan.FromMinutes(5);

    /// <summary>The pause before the next attempt; null: give up. What the server asks for (<c>Retry-After</c>) is honoured; otherwise pauses double, each with up to half of it by chance.</summary>
    /// <param name="failures">Attempts that have failed, from 1.</param>
    /// <param name="asked">What the server asks for.</param>
    /// <param name="now">The present.</param>
    /// <param name="chance">0 to 1.</param>
    public TimeSpan? Pause(int failures, RetryConditionHeaderValue? asked, DateTimeOffset now, double chance)
    {
        if (failures > MostRetries)
        {
            return null;
        }

        var wanted = asked switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - now,
            _ => (TimeSpan?)null,
        };
        if (wanted is { } after)
        {
            return after > MostAsked ? null : after < TimeSpan.Zero ? TimeSpan.Zero : after;
        }

        var doubled = First * Math.Pow(2, Math.Min(failures - 1, 10));
        return (doubled < Longest ? doubled : Longest) * (1 + (chance / 2));
    }

    /// <summary>A pause in words.</summary>
    public static string Say(TimeSpan pause) => string.Create(CultureInfo.InvariantCulture, $"{pause.TotalSeconds:0.#} s");
}
