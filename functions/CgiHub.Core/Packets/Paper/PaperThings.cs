using System.Globalization;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;
using CgiHub.Core.Triage.Paper;

namespace CgiHub.Core.Packets.Paper;

/// <summary>The firearm and its trace, plates, alerts and open-source items near the events.</summary>
internal static class PaperThings
{
    public static IEnumerable<PaperBlock> Of(PaperMatter matter) => [.. Firearms(matter), .. Traces(matter), .. Plates(matter), .. Gunshots(matter), .. Osint(matter)];

    private static IEnumerable<PaperBlock> Firearms(PaperMatter matter)
    {
        yield return new HeadingBlock("Firearm");
        var firearms = matter.View.Guns.SelectMany(g => g.Firearms).OrderByDescending(f => f.Recovery.RecoveredAt).ToList();
        if (firearms.Count == 0)
        {
            yield return PaperMatter.Say("Not recovered, as far as the hub knows.");
            yield break;
        }

        IReadOnlyList<TableColumn> columns = [new("Firearm", 34), new("Recovered", 26), new("Exhibit", 20), new("From", 22)];
        foreach (var block in matter.Table(columns, firearms, matter.Detail.Rows, f =>
        [
            new TableCell([PacketWords.Of(f.Recovery)], Strong: true),
            matter.Days.Say(f.Recovery.RecoveredAt),
            new TableCell([$"{f.Recovery.ExhibitNumber}, case {f.Recovery.CaseNumber}", f.Recovery.TestFireExhibitNumber is { } fired ? $"test fire {fired}" : "no test fire known"]),
            f.Recovery.Possessor is { } possessor ? PersonMerge.NameIn([possessor]) ?? "somebody unnamed" : "nobody named",
        ]))
        {
            yield return block;
        }
    }

    private static IEnumerable<PaperBlock> Traces(PaperMatter matter)
    {
        yield return new HeadingBlock("Trace");
        if (matter.WithheldBy("/traces") is { } rule)
        {
            yield return PaperMatter.Say($"Withheld from this agency: {PacketWords.OfRule(rule)}. Ask the center.");
            yield break;
        }

        if (matter.View.Traces.Count == 0)
        {
            yield return PaperMatter.Say("No trace is known.");
            yield break;
        }

        IReadOnlyList<TableColumn> columns = [new("Trace", 22), new("First sold", 24), new("Purchaser", 28), new("Dealer", 28)];
        foreach (var block in matter.Table(columns, matter.View.Traces, matter.Detail.Rows, t =>
        [
            new TableCell([t.Trace.TraceNumber, $"{t.Trace.Make}{(t.Trace.Model is { Length: > 0 } model ? $" {model}" : "")}, {t.Trace.Serial}", .. t.Doubt is { } doubt ? [$"IN DOUBT: {doubt}"] : Array.Empty<string>()], Strong: true),
            new TableCell(Sold(matter, t)),
            Purchaser(t.Trace),
            Dealer(t.Trace.Ffl),
        ]))
        {
            yield return block;
        }

        yield return PaperMatter.Aside("Trace contents go to law enforcement or a prosecutor only, for a criminal investigation or prosecution (Tiahrt amendment).");
    }

    private static List<string> Sold(PaperMatter matter, PacketTrace trace)
    {
        List<string> says = [trace.Trace.PurchasedAt is { } bought ? matter.Days.DayOf(bought).ToString("d MMM yyyy", CultureInfo.InvariantCulture) : "not told"];
        if (trace.DaysToCrime is { } days)
        {
            says.Add($"{PacketWords.Count(days, "day", "days")} to crime");
        }

        if (trace.Index is { } index)
        {
            says.Add(string.Create(CultureInfo.InvariantCulture, $"trafficking index {index.Value:0.#}"));
        }

        if (trace.Trace.MultipleSale == true)
        {
            says.Add("multiple sale");
        }

        return says;
    }

    private static TableCell Purchaser(Trace trace)
    {
        if (trace.Purchaser is not { } buyer)
        {
            return "not told";
        }

        return new TableCell([PersonMerge.NameIn([buyer]) ?? "not named",
            .. buyer.Dob is { } dob ? ["born " + dob.ToString("d MMM yyyy", CultureInfo.InvariantCulture)] : Array.Empty<string>(),
            .. buyer.Address is { Length: > 0 } address ? [address] : Array.Empty<string>()], Strong: true);
    }

    private static TableCell Dealer(Ffl? dealer)
    {
        string[] says = [.. new[] { dealer?.Name, string.Join(", ", new[] { dealer?.City, dealer?.State }.Where(s => !string.IsNullOrWhiteSpace(s))), dealer?.Licence is { Length: > 0 } licence ? $"licence {licence}" : null }.Where(s => !string.IsNullOrWhiteSpace(s)).Select(s => s!)];
        return says.Length == 0 ? "not told" : new TableCell(says);
    }

    private static IEnumerable<PaperBlock> Plates(PaperMatter matter)
    {
        if (matter.View.Vehicles.Count == 0)
        {
            yield break;
        }

        yield return new HeadingBlock("Plates seen near events");
        var reads = matter.View.Lpr.ToLookup(r => r.VehicleId, StringComparer.Ordinal);
        IReadOnlyList<TableColumn> columns = [new("Plate", 18), new("Near events", 14), new("Nearest in time", 44), new("Hot list", 20)];
        foreach (var block in matter.Table(columns, matter.View.Vehicles, matter.Detail.Rows, v =>
        [
            new TableCell([$"{v.Plate}{(v.State is { Length: > 0 } state ? $" ({state})" : "")}", PacketWords.Count(v.Sightings, "read", "reads")], Strong: true),
            PaperMatter.Numbers([.. reads[v.Id].Select(r => matter.NumberOf(r.Sighting.CaseKey.Value)).Where(n => n > 0).Distinct().Order()]),
            Nearest(matter, [.. reads[v.Id].Select(r => r.Sighting)]),
            PacketWords.Some([.. reads[v.Id].Select(r => r.Sighting.Hotlist).OfType<string>().Distinct(StringComparer.Ordinal)], 2) is { Length: > 0 } lists ? lists : "none",
        ]))
        {
            yield return block;
        }
    }

    private static TableCell Nearest(PaperMatter matter, IReadOnlyList<Sighting> sightings) => sightings.MinBy(s => Math.Abs(s.Seconds)) is not { } seen ? "in the JSON packet"
        : new TableCell([string.Create(CultureInfo.InvariantCulture, $"{matter.Days.Say(seen.ReadAt)}, {Math.Abs(seen.Seconds):0} s {(seen.Seconds < 0 ? "before" : "after")}, {seen.Metres:0} m away"), $"reader {seen.Device}"]);

    private static IEnumerable<PaperBlock> Gunshots(PaperMatter matter)
    {
        if (matter.View.Gunshots.Count == 0)
        {
            yield break;
        }

        yield return new HeadingBlock("Gunshot alerts near events");
        IReadOnlyList<TableColumn> columns = [new("When", 30), new("What", 24), new("Near event", 12), new("How near", 34)];
        foreach (var block in matter.Table(columns, matter.View.Gunshots, matter.Detail.Rows, g =>
        [
            matter.Days.Say(g.DetectedAt),
            $"{g.Kind?.ToString().ToLowerInvariant() ?? "not told"}{(g.Rounds is { } rounds ? $", {PacketWords.Count(rounds, "round", "rounds")}" : "")}",
            matter.NumberOf(g.CaseKey.Value) is > 0 and var number ? number.ToString(CultureInfo.InvariantCulture) : "not listed",
            string.Create(CultureInfo.InvariantCulture, $"{g.Metres:0} m, {Math.Abs(g.Seconds):0} s {(g.Seconds < 0 ? "before" : "after")}"),
        ]))
        {
            yield return block;
        }
    }

    private static IEnumerable<PaperBlock> Osint(PaperMatter matter)
    {
        if (matter.WithheldBy("/osint") is { } rule)
        {
            yield return new HeadingBlock("Open source");
            yield return PaperMatter.Say($"Withheld from this agency: {PacketWords.OfRule(rule)}. Ask the center.");
            yield break;
        }

        if (matter.View.Osint.Count == 0)
        {
            yield break;
        }

        yield return new HeadingBlock("Open source");
        IReadOnlyList<TableColumn> columns = [new("Where", 24), new("Captured", 26), new("Why it is kept", 26), new("What it says", 34)];
        foreach (var block in matter.Table(columns, [.. matter.View.Osint.OrderByDescending(o => o.Item.CapturedAt)], matter.Detail.Rows, o =>
        [
            new TableCell([o.Item.Platform, .. o.Item.Handle is { Length: > 0 } handle ? [handle] : Array.Empty<string>()]),
            matter.Days.Say(o.Item.CapturedAt),
            o.Item.CriminalNexus,
            o.Item.Text ?? "no text",
        ]))
        {
            yield return block;
        }
    }
}
