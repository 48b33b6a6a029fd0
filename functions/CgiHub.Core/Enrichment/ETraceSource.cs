using System.Net;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Enrichment;

/// <summary>
/// Firearm traces. A trace takes hours to days: the first question submits it, later ones look how it stands.
/// Submitting twice under one reference is one trace.
/// </summary>
internal sealed class ETraceSource(
    IHttpClientFactory clients,
    [FromKeyedServices(ETraceSource.SourceName)] SourceHealth health,
    IOptionsMonitor<SourceOptions> sources,
    IOptions<EnrichmentOptions> options,
    TimeProvider time) : IEnrichmentSource
{
    public const string SourceName = "eTrace";

    private readonly PartnerClient _client = new(clients.CreateClient(SourceName), health, time);

    public string Name => SourceName;

    public bool Connected { get; } = sources.Get(SourceName).BaseAddress is not null;

    public string Subjects => "traces";

    public SourceHealth Health => health;

    public SourceQuestions QuestionsAbout(LeadPicture picture) => WhomToAsk.Firearms(picture, options.Value.MaxFirearms);

    public async Task<SourceReply> AskAsync(SourceQuestion question, Asked asked, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(question);
        var answer = asked.Submitted ? await LookAsync(question, asked.Late, cancel) : await SubmitAsync(question, asked.Late, cancel);
        if (asked.Submitted && answer is { Error: null, Value.Status: HttpStatusCode.NotFound })
        {
            // The partner lost it, or it was never taken.
            answer = await SubmitAsync(question, asked.Late, cancel);
        }

        if (!answer.TryGet(out var got, out var error))
        {
            return SourceReply.Failed(error);
        }

        var reply = got switch
        {
            { Status: HttpStatusCode.Forbidden } => new SourceReply(EnrichmentStatus.Denied),
            { Body: { } state } => Read(state, question, got.RetryAfter),
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

    private Task<Result<PartnerAnswer<TraceState>>> LookAsync(SourceQuestion question, bool late, CancellationToken cancel) =>
        _client.GetAsync($"traces/{question.Key}", PartnerJson.Default.TraceState, late, cancel);

    private Task<Result<PartnerAnswer<TraceState>>> SubmitAsync(SourceQuestion question, bool late, CancellationToken cancel)
    {
        var firearm = question.Firearm ?? throw new ArgumentException("A trace is of a firearm.", nameof(question));
        var request = new TraceRequest(question.Key, question.RequestingOri, question.CaseNumber, "criminal investigation", new TracedFirearm
        {
            Serial = firearm.Serial ?? "",
            Make = firearm.Make,
            Model = firearm.Model,
            Type = firearm.Type,
            Caliber = firearm.Caliber,
            Importer = firearm.Importer,
            RecoveredAt = firearm.RecoveredAt,
        });
        return _client.PostAsync("traces", request, PartnerJson.Default.TraceRequest, PartnerJson.Default.TraceState, late, cancel);
    }

    private static SourceReply Read(TraceState state, SourceQuestion question, TimeSpan? retryAfter)
    {
        if (state.Reference != question.Key)
        {
            return SourceReply.Failed(Errors.SourceAnswerUnreadable("it answers another reference"));
        }

        return state.Status switch
        {
            TraceProgress.Pending => new SourceReply(EnrichmentStatus.Pending) { RetryAfter = retryAfter },
            TraceProgress.Denied => new SourceReply(EnrichmentStatus.Denied),
            TraceProgress.NoResult => new SourceReply(EnrichmentStatus.None),
            TraceProgress.Complete when state.Result is { } result => Read(result, question),
            _ => SourceReply.Failed(Errors.SourceAnswerUnreadable("a complete trace without result, or an unknown status")),
        };
    }

    private static SourceReply Read(TraceResult result, SourceQuestion question)
    {
        if (!PlausibleAnswer.Is(result))
        {
            return SourceReply.Failed(Errors.SourceAnswerUnreadable("a field of the trace is empty or too long"));
        }

        var firearm = question.Firearm!;
        if (SerialNumber.From(result.Serial) is not { } serial || serial != SerialNumber.From(firearm.Serial))
        {
            return SourceReply.Failed(Errors.SourceAnswerUnreadable("the trace is of another serial number"));
        }

        return new SourceReply(EnrichmentStatus.Found)
        {
            Traces =
            [
                new Trace
                {
                    SourceId = $"{SourceName}/{result.TraceNumber}",
                    TraceNumber = result.TraceNumber,
                    Serial = result.Serial,
                    Make = result.Make,
                    Model = result.Model,
                    Type = result.Type,
                    Caliber = result.Caliber,
                    PurchasedAt = result.PurchasedAt,
                    // What the recovery itself says stands where the trace is silent.
                    RecoveredAt = result.RecoveredAt ?? firearm.RecoveredAt,
                    Purchaser = result.Purchaser,
                    Possessor = result.Possessor ?? firearm.Possessor,
                    Ffl = result.Ffl,
                    RecoveryState = result.RecoveryState,
                    MultipleSale = result.MultipleSale,
                },
            ],
        };
    }
}
