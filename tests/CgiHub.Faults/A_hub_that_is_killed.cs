namespace CgiHub.Faults;

[Collection(Ordeals.Name)]
public sealed class A_hub_that_is_killed(Undisturbed calm)
{
    private static readonly TimeSpan LongestLife = TimeSpan.FromSeconds(1.5);

    [Fact]
    public async Task Again_and_again_at_any_moment_ends_as_one_that_was_not()
    {
        await using var ordeal = await Ordeal.BeginAsync(calm, Ordeal.BothWays);
        var dice = Severity.Dice(nameof(A_hub_that_is_killed));
        var playing = ordeal.PlayAsync(ordeal.Player());
        for (var kill = 0; kill < Severity.Kills; kill++)
        {
            await Task.Delay(LongestLife * dice.NextDouble());
            await ordeal.Hub.KillAsync();
            await ordeal.Hub.RestartAsync();
            if (playing.IsCompletedSuccessfully)
            {
                // Everything again: records that came in two versions get more of them, and end with the same content.
                playing = ordeal.PlayAsync(ordeal.Player());
            }
        }

        await playing;
        await ordeal.EndsAsIfNothingHadHappenedAsync();
        await ordeal.HandlesComeBackAsync();
    }
}
