using CgiHub.Core.Agencies;
using CgiHub.Core.Evidence;
using CgiHub.Core.Records;
using CgiHub.Core.Storage;

namespace CgiHub.Core.Tests.Hostile;

/// <summary>Whatever stands in a header, a path or a query is understood or is not; nothing else comes of it.</summary>
public sealed class Any_text
{
    private static readonly DocumentQuery Query = new("records", "ZZ0000001") { From = "a", Descending = true };

    private static readonly string[] Words = ["\0", "/", "..", "%2e%2e", "\uD800", "\u202E", "\n", "\r\n", "=", ":", ",", "sha-256=", "sha-512=:", "ex-", "0", "Ω", "I", "O", "İ", "ß", new string('9', 400), new string('A', 20_000)];

    private static long Most(int length) => 64 * 1024 + (200L * length);

    [Fact]
    public void Is_a_cursor_of_this_query_or_none() =>
        Fuzzing.Sample(Fuzzing.Damaged([new Continuation("2026", "ex-1").ToText(Query), new Continuation("", "").ToText(Query), new Continuation("é\u001f", new string('x', 300)).ToText(Query), "____"], Words), text =>
        {
            try
            {
                // What is read comes back: nobody can make a place that no query has ended at.
                var read = Continuation.Parse(text, Query);
                Assert.Equal(read, Continuation.Parse(read.ToText(Query), Query));
            }
            catch (BadContinuationException)
            {
                // The declared refusal.
            }
        }, Most);

    [Fact]
    public void Is_a_digest_or_none() =>
        Fuzzing.Sample(Fuzzing.Damaged([ReprDigest.Format(new string('a', 64)), $"sha-512=:AAAA:, {ReprDigest.Format(new string('0', 64))}", "sha-256=::"], Words), text =>
        {
            var read = ReprDigest.Parse(text);
            Assert.True(read.Error is { Status: 400 } || read.Value is null or { Length: 64 });
        }, Most);

    [Fact]
    public void Is_an_ORI_or_none() =>
        Fuzzing.Sample(Fuzzing.Damaged(["NY0303000", "zz0000001", " NJ0071400 "], Words), text =>
        {
            if (Ori.TryParse(text, out var ori))
            {
                Assert.Equal(ori, Ori.Parse(ori.Value));
                Assert.Matches("^[A-Z0-9]{9}$", ori.Value);
            }
        }, Most);

    [Fact]
    public void Is_a_serial_number_or_none() =>
        Fuzzing.Sample(Fuzzing.Damaged(["369J257", "O0-12 3", "AB123C", "NONE", "unknown", "***"], Words), text =>
        {
            if (SerialNumber.From(text) is { } serial)
            {
                Assert.NotEmpty(serial.Compared);
                Assert.Equal(serial.Compared, SerialNumber.From(serial.Compared)?.Compared);
            }
        }, Most);

    [Fact]
    public void Is_an_id_of_the_hubs_or_none() =>
        Fuzzing.Sample(Fuzzing.Damaged([StableId.Of("ex", "a", "b"), StableId.Of("rt", "x"), "ex-", "ex-aaaa"], Words), text =>
        {
            if (StableId.Suffix("ex", text) is { } suffix)
            {
                Assert.Equal(text, $"ex-{suffix}");
                Assert.Matches("^[a-z0-9]+$", suffix);
            }
        }, Most);

    [Fact]
    public void Is_a_persons_name_or_none() =>
        Fuzzing.Sample(Fuzzing.Damaged(["SAMPLE, ANN M JR", "Ann M. Sample III", "O'Brien-Smith, José", ",", "Jr, Sr"], [.. Words, " ", ",", "Jr.", "III"]), text =>
        {
            var person = new Person { FullName = text, Dob = new DateOnly(1990, 2, 3), Ids = [new PersonIdentifier { Type = PersonIdentifierType.Sid, Value = text, State = text }] };
            Assert.All(PersonKeys.Of(person), key => Assert.NotEmpty(key.Value));
            if (PersonKeys.NameOf(person) is var (given, family))
            {
                Assert.NotEmpty(given);
                Assert.NotEmpty(family);
            }
        }, length => Most(length) + (1000L * length));
}
