using System.Text;
using CgiHub.Core.Tests.Hostile;
using CgiHub.EndToEnd.Tests.Host;
using Microsoft.IdentityModel.Tokens;

namespace CgiHub.EndToEnd.Tests.Hostile;

/// <summary>Whatever stands in a query, a path or a header, the hub answers, and never with a fault of its own.</summary>
public sealed class Any_request(InProcessHub hub) : IClassFixture<InProcessHub>
{
    // A request costs a thousand times what a parser does; the long form makes fewer of them.
    private const double Part = 0.1;

    private static readonly string[] Queries =
    [
        "leads?order=priority&limit=5&band=high", "leads?status=lead&agency=NY0303000&cursor=AAAAAAAAAAAAAAAA", "guns?limit=3&order=events", "groups?limit=1", "gunshots?call=none&from=2026-01-05T10:00:00Z&to=2026-01-06", "gunshots?call=any&limit=10",
        "places?days=30&metres=200", "search?q=NY0303000", "search?q=ABC123&limit=2", "alerts?limit=4", "clocks?month=2026-01&agency=NY0303000", "clocks.csv?month=2026-01", "digest?date=2026-01-05", "digest.pdf?date=2026-01-05",
        "admin/audit?from=2026-01-05&to=2026-01-06T00:00:00%2B05:00&subject=a&function=b&outcome=ok&limit=2", "admin/agencies?limit=2", "admin/dead-letters?limit=1", "admin/sources", "leads/ld-aaaaaaaaaaaaaaaa/case-map?depth=2&kinds=case,person&from=2026-01-01&to=2026-02-01", "guns/gn-aaaaaaaaaaaaaaaa",
        "persons/pr-aaaaaaaaaaaaaaaa", "packets/pk-aaaaaaaaaaaaaaaa?version=2", "packets/pk-aaaaaaaaaaaaaaaa.pdf?version=1", "evidence/ex-aaaaaaaaaaaaaaaa/images/breechFace?version=1&rendition=preview", "leads/ld-aaaaaaaaaaaaaaaa/releases?limit=2",
    ];

    private static readonly string[] Words =
    [
        "%00", "%0A", "%0D%0A", "%2F", "%2e%2e%2f", "%FF", "%C3%28", "%F0%9F%92%A9", "%25", "&", "=", "?", ";", ",", "+", "-", "0", "-1", "2147483648", "99999999999999999999", "1e999", "NaN", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0001-01-01", "9999-12-31", "9999-12", "0000-00",
        "limit=", "cursor=", "from=", "to=", "month=", "date=", "days=", "metres=", "version=", "depth=", "kinds=", "order=", "ld-", "gn-", "null", "*", "'", "\"", "<", new string('a', 3000),
    ];

    private static readonly HttpClient Plain = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    [Fact]
    public async Task With_any_query_is_answered()
    {
        using var staff = await hub.ClientAsync(["Cgic.Analyst", "Cgic.Supervisor", "Hub.Admin"]);
        Fuzzing.Sample(Fuzzing.Damaged(Queries, Words), query =>
        {
            if (Uri.TryCreate(hub.Address, "/api/v1/" + Escaped(query), out var target) && target.Authority == hub.Address.Authority && !target.AbsolutePath.StartsWith("/api/v1/events", StringComparison.Ordinal))
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, target);
                using var answer = staff.Send(request);

                // One that is turned away for its caller's hurry has not been read.
                Assert.True((int)answer.StatusCode is < 500 and not 429, $"{target} was answered {(int)answer.StatusCode}.");
            }
        }, part: Part);
    }

    [Fact]
    public async Task With_any_token_is_turned_away()
    {
        var good = await hub.TokenAsync(["Hub.Admin"]);
        string[] tokens =
        [
            good, CraftedToken.Changed(good, unsigned: true), CraftedToken.Changed(good, header: h => h.Replace("HS256", "none", StringComparison.Ordinal)), CraftedToken.Changed(good, claims: c => c.Replace("Hub.Admin", "Cgic.Analyst", StringComparison.Ordinal)),
            CraftedToken.Of(new byte[64]), "a.b.c.d.e", "..", Base64UrlEncoder.Encode("{\"alg\":\"dir\",\"enc\":\"A256GCM\",\"zip\":\"DEF\"}") + "....",
        ];
        Fuzzing.Sample(Fuzzing.Damaged(tokens, [".", "..", "=", "-", "_", "Bearer ", "eyJhbGciOiJub25lIn0", Base64UrlEncoder.Encode("{\"alg\":\"none\"}"), Base64UrlEncoder.Encode(new string('[', 5000)), Base64UrlEncoder.Encode("{\"exp\":1e400}"), new string('A', 17_000)]), token =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(hub.Address, "/api/v1/admin/sources"));
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + Printable(token));
            using var answer = Plain.Send(request);

            // Another spelling of the same token, such as unused bits of its last letter, is still the hub's own.
            Assert.True((int)answer.StatusCode is 401 or 403 or 431 || IsSame(good, Printable(token)), $"{(int)answer.StatusCode} for {token}");
        }, part: Part);
    }

    [Fact]
    public async Task With_any_range_or_condition_is_answered()
    {
        const string Agency = "ZZ0000009";
        using var agency = await hub.AgencyAsync(Agency);
        using var registered = await agency.PostAsync("/api/v1/evidence", new StringContent($$"""{"ori":"{{Agency}}","caseNumber":"26-7","exhibitNumber":"1","kind":"cartridgeCase","recoveredAt":"2026-01-05T10:00:00-06:00"}""", Encoding.UTF8, "application/json"));
        var image = registered.Headers.Location!.OriginalString + "/images/breechFace";
        using var content = new ByteArrayContent(Evidence.EvidenceHub.Png) { Headers = { ContentType = new("application/octet-stream") } };
        using var stored = await agency.PutAsync(image, content);
        Assert.Equal(201, (int)stored.StatusCode);
        string[] headers = ["Range: bytes=0-99", "Range: bytes=-5", "Range: bytes=10-", "Range: bytes=0-0,5-9", "If-None-Match: \"abc\", W/\"def\", *", "If-Range: \"abc\"", "If-Range: Wed, 21 Oct 2026 07:28:00 GMT", "If-Modified-Since: Wed, 21 Oct 2026 07:28:00 GMT"];
        Fuzzing.Sample(Fuzzing.Damaged(headers, ["-", "=", ",", "bytes", "9223372036854775807", "99999999999999999999", "18446744073709551616", "-1", "\"", "W/", "*", ":", "Range: bytes=5-1", " ", "\t", new string('0', 300), string.Concat(Enumerable.Repeat("0-1,", 500))]), header =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(hub.Address, image));
            var parts = Printable(header).Split(':', 2);
            request.Headers.TryAddWithoutValidation("Range", parts[0].Contains("Range", StringComparison.Ordinal) || parts.Length == 1 ? parts[^1].Trim() : "bytes=0-9");
            if (parts is [("If-None-Match" or "If-Range" or "If-Modified-Since") and var name, var value])
            {
                request.Headers.TryAddWithoutValidation(name, value.Trim());
            }

            using var answer = agency.Send(request, HttpCompletionOption.ResponseContentRead);
            Assert.True((int)answer.StatusCode is 200 or 206 or 304 or 400 or 416 or 431, $"{(int)answer.StatusCode} for {header}");
            if ((int)answer.StatusCode == 206)
            {
                Assert.Equal(answer.Content.Headers.ContentRange!.To - answer.Content.Headers.ContentRange.From + 1, answer.Content.Headers.ContentLength);
            }
        }, part: Part);
    }

    /// <summary>What a socket takes in a request line; the rest goes as it is.</summary>
    private static string Escaped(string text) => string.Concat(Encoding.UTF8.GetBytes(text).Take(6000).Select(b => b is > 0x20 and < 0x7F and not (byte)'#' and not (byte)'\\' ? ((char)b).ToString() : $"%{b:X2}"));

    private static string Printable(string text) => string.Concat(text.Where(c => c is >= ' ' and < (char)0x7F));

    private static bool IsSame(string token, string other)
    {
        var (a, b) = (token.Split('.'), other.Trim().Split('.'));
        try
        {
            return a.Length == b.Length && a.Zip(b).All(p => Base64UrlEncoder.DecodeBytes(p.First).AsSpan().SequenceEqual(Base64UrlEncoder.DecodeBytes(p.Second)));
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
