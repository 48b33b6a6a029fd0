namespace CgiHub.Faults;

[Collection(Ordeals.Name)]
public sealed class A_disk(Undisturbed calm)
{
    [SkippableFact]
    public async Task That_is_full_makes_senders_wait_and_loses_nothing()
    {
        // What the region takes, with room for rows that are written twice and a log that is not folded in: it is full when the test fills it, and not for good.
        using var disk = SmallDisk.Make(MiB(96) + (2 * calm.Bytes));
        Skip.If(disk is null, "A small file system could not be mounted; that takes root on Linux.");
        ArgumentNullException.ThrowIfNull(disk);
        await using var ordeal = await Ordeal.BeginAsync(calm, new HubLaunch { Data = disk.Folder });
        var dice = Severity.Dice(nameof(A_disk));
        using var played = new CancellationTokenSource();
        var filling = FillAgainAndAgainAsync(disk, dice, played.Token);
        await ordeal.PlayAsync(ordeal.Player(beforeQuiet: disk.Spare, afterQuiet: disk.SpareNoLonger));
        await played.CancelAsync();
        Assert.True(await filling > 1, "The disk was hardly ever full.");
        Assert.Contains("disk", ordeal.Hub.Output, StringComparison.OrdinalIgnoreCase);
        await ordeal.EndsAsIfNothingHadHappenedAsync();
        await ordeal.HandlesComeBackAsync();
    }

    [SkippableFact]
    public async Task That_is_slow_to_sync_delays_and_changes_nothing()
    {
        Skip.If((Severity.TooLong ?? Strace.Missing) is not null, Severity.TooLong ?? Strace.Missing);
        await using var ordeal = await Ordeal.BeginAsync(calm, new HubLaunch { Under = Strace.On($"fsync,fdatasync:delay_exit={Severity.SyncDelay.TotalMicroseconds:0}") });
        await ordeal.PlayAsync(ordeal.Player());
        await ordeal.EndsAsIfNothingHadHappenedAsync();
    }

    [SkippableFact]
    public async Task Whose_syncs_fail_now_and_then_acknowledges_nothing_that_it_has_not()
    {
        Skip.If((Severity.TooLong ?? Strace.Missing) is not null, Severity.TooLong ?? Strace.Missing);
        await using var ordeal = await Ordeal.BeginAsync(calm, new HubLaunch { Under = Strace.On("fsync,fdatasync:error=EIO:when=60+37") });
        await ordeal.PlayAsync(ordeal.Player());

        // What the kernel kept in spite of the error and what it did not is told apart by losing everything that is in memory only.
        await ordeal.Hub.KillAsync();
        await ordeal.Hub.RestartAsync(under: []);
        await ordeal.EndsAsIfNothingHadHappenedAsync();
    }

    private static async Task<int> FillAgainAndAgainAsync(SmallDisk disk, Random dice, CancellationToken cancel)
    {
        var times = 0;
        while (!cancel.IsCancellationRequested)
        {
            await PauseAsync(dice.Next(100, 800), cancel);
            disk.Fill();
            times++;
            await PauseAsync(dice.Next(100, 500), cancel);
            disk.Free();
        }

        return times;
    }

    private static async Task PauseAsync(int milliseconds, CancellationToken cancel) =>
        await Task.Delay(milliseconds, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static long MiB(int number) => number * 1024L * 1024;
}
