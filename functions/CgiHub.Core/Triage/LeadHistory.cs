using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using CgiHub.Core.Storage;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Triage;

/// <summary>
/// How leads stood at each packet version: what was told on a day, and with which points. What rose since yesterday and
/// what other weights would have made of the past are read from here.
/// </summary>
/// <remarks>
/// Container <c>triage</c>, partition = region, <c>|issued|</c> and the UTC day of issue; id = lead id and version; sort = when it was issued.
/// It follows the leads (<see cref="LeadFollowing"/>), which tells a lead as it stands: of versions that follow each other within seconds
/// the last one is kept.
/// </remarks>
public sealed class LeadHistory(IDocumentStore documents, IOptions<HubOptions> hub, IOptions<TriageOptions> options) : ILeadFollower
{
    /// <summary>Versions of a lead that follow each other within this are one piece of news.</summary>
    public static readonly TimeSpan OneNews = TimeSpan.FromMinutes(10);

    private const int RowsOfOneRead = 200;

    /// <inheritdoc/>
    public Task FollowAsync(LeadDocument lead, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(lead);
        return documents.CommitAsync(Containers.Triage, Partition(lead.Region, lead.IssuedAt), [WriteOf(lead)], cancel).AsTask();
    }

    /// <summary>Every version issued from one instant until another (exclusive), in order of issue.</summary>
    public async IAsyncEnumerable<LeadStood> IssuedAsync(DateTimeOffset from, DateTimeOffset until, [EnumeratorCancellation] CancellationToken cancel)
    {
        for (var day = from.UtcDateTime.Date; day < until.UtcDateTime; day = day.AddDays(1))
        {
            string? continuation = null;
            do
            {
                var page = await documents.QueryAsync(new DocumentQuery(Containers.Triage, Partition(hub.Value.Region, new DateTimeOffset(day, TimeSpan.Zero)))
                {
                    From = Storage.SortKey.Of(from),
                    To = Storage.SortKey.Of(until),
                    Limit = RowsOfOneRead,
                    Continuation = continuation,
                }, cancel);
                foreach (var document in page.Documents)
                {
                    yield return JsonSerializer.Deserialize(document.Body.Span, TriageJson.Default.LeadStood)!;
                }

                continuation = page.Continuation;
            }
            while (continuation is not null);
        }
    }

    /// <summary>Forgets how a lead stood at a version that was withdrawn.</summary>
    internal async Task ForgetAsync(string leadId, int version, DateTimeOffset issuedAt) =>
        await documents.CommitAsync(Containers.Triage, Partition(hub.Value.Region, issuedAt), [DocumentWrite.Delete(IdOf(leadId, version))], CancellationToken.None);

    private static string IdOf(string leadId, int version) => string.Create(CultureInfo.InvariantCulture, $"{leadId}|{version:d6}");

    private DocumentWrite WriteOf(LeadDocument lead) => DocumentWrite.Upsert(
        IdOf(lead.LeadId, lead.Version),
        JsonSerializer.SerializeToUtf8Bytes(LeadStood.Of(lead), TriageJson.Default.LeadStood),
        Storage.SortKey.Of(lead.IssuedAt),
        TimeSpan.FromDays(options.Value.KeepHistoryDays));

    private static string Partition(string region, DateTimeOffset issuedAt) =>
        string.Create(CultureInfo.InvariantCulture, $"{region}|issued|{issuedAt.UtcDateTime:yyyy-MM-dd}");
}
