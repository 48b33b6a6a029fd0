using System.Net;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Enrichment;

/// <summary>Whether a person is on probation.</summary>
internal sealed class ProbationSource(
    IHttpClientFactory clients,
    [FromKeyedServices(ProbationSource.SourceName)] SourceHealth health,
    IOptionsMonitor<SourceOptions> sources,
    IOptions<EnrichmentOptions> options,
    TimeProvider time) : SupervisionSource(SourceName, SupervisionKind.Probation, clients, health, sources, options, time)
{
    public const string SourceName = "probation";
}

/// <summary>Whether a person is on parole.</summary>
internal sealed class ParoleSource(
    IHttpClientFactory clients,
    [FromKeyedServices(ParoleSource.SourceName)] SourceHealth health,
    IOptionsMonitor<SourceOptions> sources,
    IOptions<EnrichmentOptions> options,
    TimeProvider time) : SupervisionSource(SourceName, SupervisionKind.Parole, clients, health, sources, options, time)
{
    public const string SourceName = "parole";
}

/// <summary>Asks a supervising agency about one person at a time.</summary>
internal abstract class SupervisionSource(
    string name,
    SupervisionKind kind,
    IHttpClientFactory clients,
    SourceHealth health,
    IOptionsMonitor<SourceOptions> sources,
    IOptions<EnrichmentOptions> options,
    TimeProvider time) : IEnrichmentSource
{
    private readonly PartnerClient _client = new(clients.CreateClient(name), health, time);

    public string Name => name;

    public bool Connected { get; } = sources.Get(name).BaseAddress is not null;

    public string Subjects => "persons";

    public SourceHealth Health => health;

    public SourceQuestions QuestionsAbout(LeadPicture picture) => WhomToAsk.Persons(picture, options.Value.MaxPersons);

    public async Task<SourceReply> AskAsync(SourceQuestion question, Asked asked, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(question);
        var person = question.Person ?? throw new ArgumentException("Supervision is of a person.", nameof(question));
        var query = new SupervisionQuery(question.Key, question.RequestingOri, question.CaseNumber, "criminal investigation", person);
        var answer = await _client.PostAsync("supervision/query", query, PartnerJson.Default.SupervisionQuery, PartnerJson.Default.SupervisionAnswer, asked.Late, cancel);
        if (!answer.TryGet(out var got, out var error))
        {
            return SourceReply.Failed(error);
        }

        var reply = got switch
        {
            { Status: HttpStatusCode.Forbidden } => new SourceReply(EnrichmentStatus.Denied),
            { Status: HttpStatusCode.OK, Body: { } body } => Read(body, person),
            _ => SourceReply.Failed(Errors.SourceFailed((int)got.Status)),
        };
        if (reply.Error is { } failure)
        {
            health.Failed(failure, time.GetUtcNow());
        }
        else
        {
            health.Answered(time.GetUtcNow());
        }

        return reply;
    }

    private SourceReply Read(SupervisionAnswer answer, Person asked)
    {
        if (answer.Records.Count > options.Value.MaxRecords || !answer.Records.All(PlausibleAnswer.Is))
        {
            return SourceReply.Failed(Errors.SourceAnswerUnreadable("too many records, or a field that is empty or too long"));
        }

        var keys = PersonKeys.Of(asked).ToHashSet();
        if (!answer.Records.All(r => PersonKeys.Of(r.Person).Any(keys.Contains)))
        {
            // Somebody else's supervision on a packet does harm; better to have none.
            return SourceReply.Failed(Errors.SourceAnswerUnreadable("a record is of a person with other identifiers, name or date of birth"));
        }

        return answer.Records.Count == 0
            ? new SourceReply(EnrichmentStatus.None)
            : new SourceReply(EnrichmentStatus.Found)
            {
                Supervision = [.. answer.Records.DistinctBy(r => r.RecordId).OrderBy(r => r.RecordId, StringComparer.Ordinal).Select(ToRecord)],
            };
    }

    private Supervision ToRecord(SupervisionRecord record) => new()
    {
        SourceId = $"{name}/{record.RecordId}",
        RecordId = record.RecordId,
        Kind = kind,
        Person = record.Person,
        Status = record.Status,
        Level = record.Level,
        StartedAt = record.StartedAt,
        EndsAt = record.EndsAt,
        Officer = record.Officer,
        Conditions = record.Conditions,
        County = record.County,
    };
}
