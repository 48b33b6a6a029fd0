using System.Globalization;
using System.Text;
using CgiHub.Core.Records;
using CgiHub.Partners.Servers;

namespace CgiHub.Benchmarks;

/// <summary>
/// Leads as a year brings them: each joins two cases of two agencies; every fourth joins a gun that an earlier lead found.
/// One case in eight is a homicide, a fifth of the leads have a named suspect, a seventh a recovered firearm.
/// </summary>
internal sealed class LeadLoad(int seed, int agencies)
{
    public const string Laboratory = "ZZLAB0100";
    public const double SuspectShare = 0.2;
    public const double FirearmShare = 0.15;

    private const int OldestGun = 4000;

    // Recent, for points decay with age.
    private readonly DateTimeOffset _start = new(DateTime.UtcNow.Date.AddDays(-5), TimeSpan.Zero);
    private readonly Random _random = new(seed);
    private readonly List<(string Ori, string CaseNumber)> _guns = [];
    private int _cases;
    private int _leads;

    public IReadOnlyList<string> Agencies { get; } = [.. Enumerable.Range(1, agencies).Select(i => string.Create(CultureInfo.InvariantCulture, $"ZZ{i:d5}00"))];

    /// <summary>The next leads: what agencies send about their cases, and what the laboratory sends after it.</summary>
    public LeadRows Next(int count)
    {
        var rows = new LeadRows();
        for (var i = 0; i < count; i++)
        {
            Add(rows);
        }

        return rows;
    }

    private void Add(LeadRows rows)
    {
        var number = ++_leads;
        var at = _start.AddSeconds(number);
        var first = _guns.Count > 0 && _random.Next(4) == 0 ? _guns[_random.Next(_guns.Count)] : Case(rows, at);
        var second = Case(rows, at.AddMinutes(30));
        _guns.Add(second);
        if (_guns.Count > OldestGun)
        {
            _guns.RemoveAt(0);
        }

        rows.Leads.Add(string.Create(CultureInfo.InvariantCulture,
            $$"""{"sourceId":"l{{number}}","leadNumber":"26-{{number:d6}}","kind":"lead","at":"{{at.AddHours(20):yyyy-MM-dd'T'HH:mm:ss'Z'}}","exhibits":[{"ori":"{{first.Ori}}","caseNumber":"{{first.CaseNumber}}","exhibitNumber":"1"},{"ori":"{{second.Ori}}","caseNumber":"{{second.CaseNumber}}","exhibitNumber":"1"}]}"""));
    }

    private (string Ori, string CaseNumber) Case(LeadRows rows, DateTimeOffset at)
    {
        var number = ++_cases;
        var ori = Agencies[_random.Next(Agencies.Count)];
        var caseNumber = string.Create(CultureInfo.InvariantCulture, $"26-{number:d7}");
        var type = _random.Next(8) switch { 0 => "homicide", < 4 => "nonFatalShooting", _ => "shotsFired" };
        var (lat, lon) = (40 + _random.NextDouble(), -100 + _random.NextDouble());
        var persons = _random.NextDouble() < SuspectShare / 2 ? Suspect(number) : "";
        rows.For(ori).Incidents.Add(string.Create(CultureInfo.InvariantCulture,
            $$"""{"sourceId":"i{{number}}","caseNumber":"{{caseNumber}}","occurredAt":"{{at:yyyy-MM-dd'T'HH:mm:ss'Z'}}","type":"{{type}}","lat":{{lat:F5}},"lon":{{lon:F5}},"rounds":{{_random.Next(1, 20)}}{{(type == "shotsFired" ? "" : ",\"injured\":2")}}{{persons}}}"""));
        if (_random.NextDouble() < FirearmShare / 2)
        {
            rows.For(ori).Firearms.Add(string.Create(CultureInfo.InvariantCulture,
                $$"""{"sourceId":"f{{number}}","caseNumber":"{{caseNumber}}","exhibitNumber":"1","recoveredAt":"{{at:yyyy-MM-dd'T'HH:mm:ss'Z'}}","make":"Simulated","caliber":"9 mm","serial":"SIM{{number:d8}}"}"""));
        }

        return (ori, caseNumber);
    }

    private static string Suspect(int number) => string.Create(CultureInfo.InvariantCulture,
        $$""","persons":[{"role":"suspect","name":{"given":"Sim","family":"Suspect{{number}}"},"ids":[{"type":"FBI","value":"{{LeadPartners.FirstId + number}}"}]}]""");
}

/// <summary>Rows of some leads as NDJSON lines.</summary>
internal sealed class LeadRows
{
    private readonly SortedDictionary<string, AgencyRows> _agencies = new(StringComparer.Ordinal);

    public List<string> Leads { get; } = [];

    public IEnumerable<(string Ori, AgencyRows Rows)> Agencies => _agencies.Select(a => (a.Key, a.Value));

    public AgencyRows For(string ori) => _agencies.TryGetValue(ori, out var rows) ? rows : _agencies[ori] = new AgencyRows([], []);

    public static byte[] Body(IEnumerable<string> lines) => Encoding.UTF8.GetBytes(string.Join('\n', lines));
}

internal sealed record AgencyRows(List<string> Incidents, List<string> Firearms);

/// <summary>What the partners know of these leads: every second suspect is under supervision, no trace is done yet.</summary>
internal sealed class LeadPartners : IPartnerData
{
    public const int FirstId = 900_000_000;

    public IEnumerable<Supervision> Find(SupervisionKind kind, Person person)
    {
        foreach (var id in person.Ids ?? [])
        {
            var number = int.Parse(id.Value, CultureInfo.InvariantCulture) - FirstId;
            if (number % 4 == (kind == SupervisionKind.Parole ? 0 : 2))
            {
                yield return new Supervision { SourceId = $"s{number}", RecordId = $"s{number}", Kind = kind, Status = SupervisionStatus.Active, Person = person };
            }
        }
    }

    public Trace? TraceOf(string serial) => null;
}
