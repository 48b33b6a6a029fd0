using System.Globalization;
using CgiHub.Core.Agencies;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Triage;

/// <summary>Makes the monthly table from the rows of a month, page by page.</summary>
/// <remarks>
/// Up to entry a stage is the exhibit owner's, the lead and its packet are the site's, each acknowledgement is its recipient's,
/// and the first action (one for the lead) counts for every recipient that owns an event, against that recipient's own target; the region counts it once.
/// Percentiles are by nearest rank: the smallest measured value that at least that share of the values do not exceed.
/// </remarks>
public sealed class ClockTables(ClockBook book, AgencyRegistry agencies, IOptions<HubOptions> hub, IOptions<ClockOptions> targets, IOptions<BreachOptions> options, TimeProvider time)
{
    /// <summary>The month as text: <c>yyyy-MM</c>; null is the region's present month.</summary>
    public Result<DateOnly> ReadMonth(string? text)
    {
        if (text is null)
        {
            var now = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), hub.Value.Zone).DateTime);
            return new DateOnly(now.Year, now.Month, 1);
        }

        return DateOnly.TryParseExact(text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month) ? month : Errors.BadFilter("month", "a month as yyyy-MM");
    }

    /// <summary>The table of a month for a caller: staff see every agency or the one that they name, an agency its own figures.</summary>
    public async Task<Result<ClockTable>> OfMonthAsync(Caller caller, string? month, string? agency, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        Ori? only = null;
        if (agency is not null)
        {
            if (!Ori.TryParse(agency, out var named))
            {
                return Errors.BadFilter("agency", "an ORI of nine letters and digits");
            }

            only = named;
        }

        if (!caller.Has(Roles.Staff))
        {
            if (caller.Agency is not { } own)
            {
                return Errors.NoAgency();
            }

            if (only is { } other && other != own)
            {
                return Errors.NotFound("table");
            }

            only = own;
        }

        return await ReadMonth(month).Then(async m => (Result<ClockTable>)await OfMonthAsync(m, only, cancel));
    }

    private async Task<ClockTable> OfMonthAsync(DateOnly month, Ori? only, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var cells = new Dictionary<(string Agency, string Stage), Cell>();
        var leads = 0;
        var truncated = false;
        await foreach (var row in book.RowsAsync(month, cancel))
        {
            if (leads == options.Value.MostLeadsOfTable)
            {
                truncated = true;
                break;
            }

            leads++;
            Count(row);
        }

        var rows = new List<ClockTableRow>();
        foreach (var agency in cells.Keys.Select(k => k.Agency).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            Ori? ori = agency.Length == 0 ? null : Ori.Parse(agency);
            var name = ori is { } known ? (await agencies.FindAsync(known, cancel))?.Name : null;
            rows.AddRange(LeadClocks.Stages.Where(s => cells.ContainsKey((agency, s))).Select(s => cells[(agency, s)].ToRow(ori, name, s)));
        }

        return new ClockTable(month.ToString("yyyy-MM", CultureInfo.InvariantCulture), hub.Value.TimeZone, now, leads, rows) { Truncated = truncated };

        void Count(ClockRow row)
        {
            var times = row.Times;
            var target = times.Targets ?? LeadTargets.Of(targets.Value);
            Add(times.ExhibitOwner, "received", times.Recovered, times.Received, times.Recovered + target.Received, passed: true);
            Add(times.ExhibitOwner, "imaged", times.Recovered, times.Imaged, times.Recovered + target.Imaged, passed: true);
            Add(times.ExhibitOwner, "entered", times.Recovered, times.Entered, times.Recovered + target.Entered, passed: true);
            Add(row.Site, "lead", times.Recovered, times.Lead, times.Recovered + target.Lead, passed: true);
            Add(row.Site, "packetSent", times.Told, times.PacketSent, times.Told + target.PacketSent, row.Withdrawn);
            foreach (var heard in row.Heard.Where(h => h.AcknowledgeBy is not null))
            {
                Add(heard.Ori, "acknowledged", heard.ToldAt, heard.AcknowledgedAt, heard.AcknowledgeBy, row.Withdrawn);
            }

            AddTo("", "firstAction", times.PacketSent, times.FirstAction, times.PacketSent + target.FirstAction, row.Withdrawn);
            foreach (var heard in row.Heard.Where(h => h.ActBy is not null && !(times.FirstAction < h.ToldAt && times.FirstAction >= times.PacketSent)))
            {
                AddTo(heard.Ori.Value, "firstAction", heard.ToldAt, times.FirstAction, heard.ActBy, row.Withdrawn);
            }
        }

        void Add(Ori? agency, string stage, DateTimeOffset? from, DateTimeOffset? at, DateTimeOffset? due, bool passed)
        {
            AddTo("", stage, from, at, due, passed);
            if (agency is { } ori)
            {
                AddTo(ori.Value, stage, from, at, due, passed);
            }
        }

        void AddTo(string agency, string stage, DateTimeOffset? from, DateTimeOffset? at, DateTimeOffset? due, bool passed)
        {
            if (from is not { } began || due is not { } end || (passed && at is null) || (only is { } wanted && agency != wanted.Value))
            {
                return;
            }

            if (!cells.TryGetValue((agency, stage), out var cell))
            {
                cells[(agency, stage)] = cell = new Cell();
            }

            cell.Add(began, at, end, now);
        }
    }

    /// <summary>One stage of one agency while it is counted.</summary>
    private sealed class Cell
    {
        private readonly List<float> _hours = [];
        private int _within;
        private int _breaches;
        private int _open;
        private int _implausible;

        public void Add(DateTimeOffset from, DateTimeOffset? at, DateTimeOffset due, DateTimeOffset now)
        {
            if (at is not { } reached)
            {
                _open++;
                _breaches += due < now ? 1 : 0;
            }
            else if (reached < from)
            {
                _implausible++;
            }
            else
            {
                _hours.Add((float)(reached - from).TotalHours);
                _within += reached <= due ? 1 : 0;
                _breaches += reached > due ? 1 : 0;
            }
        }

        public ClockTableRow ToRow(Ori? agency, string? name, string stage)
        {
            _hours.Sort();
            var decided = _within + _breaches;
            return new ClockTableRow(agency, name, stage, _hours.Count, Rank(0.5), Rank(0.9), Rank(1), decided == 0 ? null : Math.Round((double)_within / decided, 4), _breaches, _open, _implausible);
        }

        private double? Rank(double share) => _hours.Count == 0 ? null : Math.Round(_hours[Math.Max(0, (int)Math.Ceiling(share * _hours.Count) - 1)], 2);
    }
}
