using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CgiHub.Core.Enrichment;

namespace CgiHub.Core.Tests.Hostile;

/// <summary>Whatever a partner answers is plausible or refused, as the client refuses it: nothing but a fault of JSON comes out of reading it.</summary>
public sealed class Any_partners_answer
{
    private static readonly string[] Traces =
    [
        """{"reference":"r","status":"complete","result":{"traceNumber":"T1","serial":"A1","make":"M","purchasedAt":"2020-01-01","recoveredAt":"2026-01-05T10:00:00-05:00","purchaser":{"name":{"given":"A","family":"B"},"dob":"1990-01-01","ids":[{"type":"SID","value":"1","state":"NY"}],"aliases":["x"]},"ffl":{"licence":"8-51-01809","state":"NY"},"multipleSale":true}}""",
        """{"reference":"r","status":"pending"}""",
    ];

    private static readonly string[] Supervised =
    [
        """{"records":[{"recordId":"r","person":{"fullName":"A B","dob":"1990-02-03","phones":["1"],"groups":["g"]},"status":"active","level":"high","startedAt":"2025-01-01","endsAt":"2027-01-01","officer":{"name":"O","phone":"1","email":"e"},"conditions":["no firearms"],"county":"c"}]}""",
    ];

    private static readonly string[] Words =
    [
        "null", "true", "1e999", "\"\"", "\"\\ud800\"", "\"\\u0000\"", "[]", "{}", "[null]", "{\"a\":{\"a\":{\"a\":{\"a\":", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "\"status\":\"done\"", "\"2026-02-30\"", "\"9999-12-31T23:59:59.9999999-14:00\"", "\"2026-01-05T10:00:00\\u002b05:00\"", "\"ids\":[null]", "\uFEFF", ",", "}", "\"result\":null", new string('x', 2000),
    ];

    [Fact]
    public void About_a_trace_is_plausible_or_refused() =>
        Fuzzing.Sample(Bytes(Traces), body => Judge(body, PartnerJson.Default.TraceState, state => state.Result is null || PlausibleAnswer.Is(state.Result)), length => 256 * 1024 + (100L * length));

    [Fact]
    public void About_supervision_is_plausible_or_refused() =>
        Fuzzing.Sample(Bytes(Supervised), body => Judge(body, PartnerJson.Default.SupervisionAnswer, answer => answer.Records.All(PlausibleAnswer.Is)), length => 256 * 1024 + (100L * length));

    private static CsCheck.Gen<byte[]> Bytes(string[] sound) => Fuzzing.Damaged([.. sound.Select(Encoding.UTF8.GetBytes)], [.. Words.Select(Encoding.UTF8.GetBytes)]);

    private static void Judge<T>(byte[] body, JsonTypeInfo<T> shape, Func<T, bool> plausible)
        where T : class
    {
        try
        {
            if (JsonSerializer.Deserialize(body, shape) is { } answer && plausible(answer))
            {
                // What gets in can be kept: it writes and reads again.
                Assert.NotNull(JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(answer, shape), shape));
            }
        }
        catch (JsonException)
        {
            // The client makes an error of it.
        }
    }
}
