using System.Text;
using System.Text.Json;
using CgiHub.Core.Audit;
using CgiHub.Core.Storage;
using CgiHub.Core.Tests.Records;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Tests.Audit;

public sealed class The_audit_trail : IDisposedAfterTest
{
    private readonly AuditHouse _house = new();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    [Fact]
    public async Task Is_whole_before_anything_happened() => Assert.Equal(new AuditVerification(true, 0, 0, null), await _house.VerifyAsync());

    [Fact]
    public async Task Holds_every_attempt_in_one_chain_from_the_first_to_the_last()
    {
        await _house.RecordAsync(25);
        var entries = await _house.EntriesAsync();
        Assert.Equal(Enumerable.Range(1, 25).Select(i => (long)i), entries.Select(e => e.Sequence));
        Assert.Equal(entries.SkipLast(1).Select(e => e.Hash).Prepend(new string('0', 64)), entries.Select(e => e.Previous));
        Assert.Equal(new AuditVerification(true, 25, 1, null), await _house.VerifyAsync());
    }

    [Fact]
    public async Task Holds_an_attempt_once_the_caller_is_told_so()
    {
        await _house.Trail.RecordAsync(new AuditAttempt("PostFeed", "somebody", 200), default);
        Assert.Equal("somebody", Assert.Single(await _house.EntriesAsync()).Attempt.Subject);
    }

    [Fact]
    public async Task Keeps_one_chain_of_many_who_record_at_the_same_moment()
    {
        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => _house.Trail.RecordAsync(AuditHouse.Attempt(i), default)));
        Assert.Equal(new AuditVerification(true, 300, 1, null), await _house.VerifyAsync());
        Assert.Equal(300, (await _house.EntriesAsync()).Select(e => e.Attempt.TraceId).Distinct().Count());
    }

    [Fact]
    public async Task Keeps_a_chain_for_each_host_that_writes()
    {
        await using var other = _house.Another("other");
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => (i % 2 == 0 ? other : _house.Trail).RecordAsync(AuditHouse.Attempt(i), default)));
        Assert.Equal(new AuditVerification(true, 100, 2, null), await _house.VerifyAsync());
    }

    [Fact]
    public async Task Keeps_one_chain_where_two_hosts_write_under_one_name_by_mistake()
    {
        await using var other = _house.Another(AuditHouse.Writer);
        for (var i = 0; i < 20; i++)
        {
            await (i % 3 == 0 ? other : _house.Trail).RecordAsync(AuditHouse.Attempt(i), default);
        }

        Assert.Equal(new AuditVerification(true, 20, 1, null), await _house.VerifyAsync());
    }

    [Fact]
    public async Task Goes_on_where_it_ended_when_the_host_starts_again()
    {
        await _house.RecordAsync(3);
        await _house.RestartAsync();
        await _house.RecordAsync(2);
        Assert.Equal([1, 2, 3, 4, 5], (await _house.EntriesAsync()).Select(e => e.Sequence));
        Assert.True((await _house.VerifyAsync()).Intact);
    }

    [Fact]
    public async Task Goes_on_from_day_to_day_and_over_days_on_which_nothing_happened()
    {
        foreach (var days in new[] { 0, 1, 1, 5, 400 })
        {
            _house.Time.Advance(TimeSpan.FromDays(days));
            await _house.RecordAsync(3);
        }

        Assert.Equal(new AuditVerification(true, 15, 1, null), await _house.VerifyAsync());
        Assert.Equal(Enumerable.Range(1, 15).Select(i => (long)i), (await _house.EntriesAsync()).Select(e => e.Sequence));
    }

    [Fact]
    public async Task Goes_on_the_next_day_after_a_restart()
    {
        await _house.RecordAsync(3);
        await _house.RestartAsync();
        _house.Time.Advance(TimeSpan.FromDays(1));
        await _house.RecordAsync(3);
        Assert.Equal(new AuditVerification(true, 6, 1, null), await _house.VerifyAsync());
    }

    [Fact]
    public async Task Tells_the_time_in_utc_to_the_hundredth_of_a_second_and_finer()
    {
        _house.Time.Advance(TimeSpan.FromTicks(1_234_567));
        await _house.RecordAsync(1);
        var document = Assert.Single(await _house.DocumentsAsync());
        Assert.Contains("\"at\":\"2026-03-01T12:00:00.1234567Z\"", Encoding.UTF8.GetString(document.Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_what_who_where_on_what_and_how_it_went_and_nothing_else()
    {
        await _house.Trail.RecordAsync(
            new AuditAttempt("GetPacket", "subject", 404) { Roles = ["Agency.Receive"], Agency = "ZZ0000001", Address = "127.0.0.1", Target = "GET /api/v1/packets/pk-1", Error = 1003, Milliseconds = 12, BytesIn = 0, BytesOut = 99, TraceId = "t" }, default);
        using var body = JsonDocument.Parse(Assert.Single(await _house.DocumentsAsync()).Body);
        Assert.Equal(["sequence", "at", "writer", "attempt", "previous", "hash"], body.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal(
            ["address", "agency", "bytesIn", "bytesOut", "error", "function", "milliseconds", "roles", "status", "subject", "target", "traceId"],
            body.RootElement.GetProperty("attempt").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Tells_the_caller_and_the_health_check_when_it_cannot_be_written_and_recovers()
    {
        await _house.RecordAsync(2);
        _house.Documents.KillAfter(0);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _house.RecordAsync(1));
        Assert.False(await _house.Trail.RecordsAsync(default));
        Assert.True(_house.Trail.Running);

        _house.Documents.Restart();
        await _house.RecordAsync(1);
        Assert.True(await _house.Trail.RecordsAsync(default));
        Assert.Equal(new AuditVerification(true, 3, 1, null), await _house.VerifyAsync());
    }

    [Fact]
    public async Task Checks_itself_with_an_entry_of_its_own()
    {
        await _house.RecordAsync(1);
        await _house.Trail.CheckAsync(default);
        Assert.Equal(["Function", AuditTrail.SelfCheck], (await _house.EntriesAsync()).Select(e => e.Attempt.Function));
        Assert.Equal(new AuditVerification(true, 2, 1, null), await _house.VerifyAsync());
    }

    [Fact]
    public async Task Says_so_when_it_checks_itself_and_cannot_be_written_though_nobody_asked_for_anything()
    {
        _house.Documents.KillAfter(0);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _house.Trail.CheckAsync(default));
        Assert.False(await _house.Trail.RecordsAsync(default));
    }

    [Fact]
    public async Task Says_so_when_it_checks_itself_and_what_it_recorded_is_not_there()
    {
        await using var house = new AuditHouse(new Forgetful(new MemoryDocuments()));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => house.Trail.CheckAsync(default));
        await house.RecordAsync(1);
        Assert.False(await house.Trail.RecordsAsync(default));
    }

    [Fact]
    public async Task Tries_again_for_whoever_asks_whether_it_records_at_most_every_ten_seconds()
    {
        Assert.True(await _house.Trail.RecordsAsync(default));
        Assert.Empty(await _house.EntriesAsync());
        _house.Documents.KillAfter(0);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _house.RecordAsync(1));
        Assert.False(await _house.Trail.RecordsAsync(default));

        _house.Documents.Restart();
        Assert.False(await _house.Trail.RecordsAsync(default));
        _house.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(await _house.Trail.RecordsAsync(default));
        Assert.Equal(AuditTrail.SelfCheck, Assert.Single(await _house.EntriesAsync()).Attempt.Function);
    }

    [Fact]
    public async Task Is_whole_whichever_write_was_the_last_before_the_host_was_killed()
    {
        for (var commits = 0; commits < 12; commits++)
        {
            await using var house = AuditHouse.InMemory();
            await house.RecordAsync(2);
            house.Time.Advance(TimeSpan.FromDays(1));
            house.Documents.KillAfter(commits);
            var told = 2;
            for (var i = 0; i < 3; i++)
            {
                told += await Record.ExceptionAsync(() => house.RecordAsync(1)) is null ? 1 : 0;
            }

            house.Documents.Restart();
            Assert.True((await house.VerifyAsync()).Intact);
            await house.RestartAsync();
            house.Time.Advance(TimeSpan.FromDays(commits % 2));
            await house.RecordAsync(1);
            var verified = await house.VerifyAsync();
            Assert.True(verified.Intact, $"After {commits} writes: {verified.Break}");
            Assert.InRange(verified.Entries, told + 1, told + 2);
        }
    }

    [Fact]
    public async Task Is_whole_where_the_very_first_write_was_the_last()
    {
        for (var commits = 0; commits < 5; commits++)
        {
            await using var house = AuditHouse.InMemory();
            house.Documents.KillAfter(commits);
            _ = await Record.ExceptionAsync(() => house.RecordAsync(1));
            house.Documents.Restart();
            await house.RestartAsync();
            await house.RecordAsync(1);
            Assert.True((await house.VerifyAsync()).Intact);
        }
    }

    [Fact]
    public async Task Takes_nothing_once_it_is_closed()
    {
        await _house.RecordAsync(1);
        await _house.Trail.DisposeAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _house.Trail.RecordAsync(AuditHouse.Attempt(1), default));
    }

    [Fact]
    public async Task Records_what_waits_before_it_closes()
    {
        var waiting = Enumerable.Range(0, 200).Select(i => _house.Trail.RecordAsync(AuditHouse.Attempt(i), default)).ToList();
        await _house.Trail.DisposeAsync();
        await Task.WhenAll(waiting);
        Assert.Equal(200, (await _house.VerifyAsync()).Entries);
    }

    [Fact]
    public async Task Does_not_go_back_in_time_when_the_clock_does()
    {
        var clock = new SetClock(new DateTimeOffset(2026, 3, 2, 0, 0, 1, TimeSpan.Zero));
        await using var trail = new AuditTrail(_house.Documents, Options.Create(new AuditOptions { Writer = "w" }), clock, NullLogger<AuditTrail>.Instance);
        await trail.RecordAsync(AuditHouse.Attempt(1), default);
        clock.Now = clock.Now.AddMinutes(-10);
        await trail.RecordAsync(AuditHouse.Attempt(2), default);
        var entries = await _house.EntriesAsync();
        Assert.True(entries[1].At >= entries[0].At);
        Assert.True((await _house.VerifyAsync()).Intact);
    }

    [Fact]
    public async Task Is_listed_newest_first_page_by_page_each_entry_once_whoever_wrote_it() =>
        await Gen.Select(Gen.Select(Gen.Int[0, 2], Gen.Int[0, 3], Gen.Int[0, 40]).Array[1, 25], Gen.Int[1, 7]).SampleAsync(async (steps, limit) =>
        {
            await using var house = AuditHouse.InMemory();
            AuditTrail[] trails = [house.Another("a"), house.Another("b"), house.Another("c")];
            foreach (var (writer, count, hours) in steps)
            {
                house.Time.Advance(TimeSpan.FromHours(hours));
                for (var i = 0; i < count; i++)
                {
                    await trails[writer].RecordAsync(AuditHouse.Attempt(i), default);
                }
            }

            foreach (var trail in trails)
            {
                await trail.DisposeAsync();
            }

            var listed = await house.ListAsync(new AuditFilter(), limit);
            Assert.Equal(steps.Sum(s => s.Item2), listed.Select(e => (e.Writer, e.Sequence)).Distinct().Count());
            Assert.Equal(listed.Count, listed.Select(e => (e.Writer, e.Sequence)).Distinct().Count());
            Assert.Equal(listed.Select(e => e.At).OrderDescending(), listed.Select(e => e.At));
        }, iter: 60);

    [Fact]
    public async Task Is_listed_by_time_subject_function_and_outcome()
    {
        await _house.Trail.RecordAsync(new AuditAttempt("GetPacket", "a", 200), default);
        _house.Time.Advance(TimeSpan.FromHours(1));
        await _house.Trail.RecordAsync(new AuditAttempt("PostFeed", "a", 422), default);
        _house.Time.Advance(TimeSpan.FromHours(30));
        await _house.Trail.RecordAsync(new AuditAttempt("PostFeed", "b", 503), default);

        async Task<string> WithAsync(AuditFilter filter) => string.Join(',', (await _house.ListAsync(filter, 10)).Select(e => e.Attempt.Status));
        Assert.Equal("503,422,200", await WithAsync(new AuditFilter()));
        Assert.Equal("422,200", await WithAsync(new AuditFilter { Subject = "a" }));
        Assert.Equal("503,422", await WithAsync(new AuditFilter { Function = "postfeed" }));
        Assert.Equal("422", await WithAsync(new AuditFilter { Outcome = "refused" }));
        Assert.Equal("503", await WithAsync(new AuditFilter { Outcome = "503" }));
        Assert.Equal("503,422", await WithAsync(new AuditFilter { From = AuditHouse.Began.AddMinutes(1) }));
        Assert.Equal("422", await WithAsync(new AuditFilter { From = AuditHouse.Began.AddHours(1), To = AuditHouse.Began.AddHours(31) }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("!")]
    [InlineData("YWJj")]
    public async Task Refuses_a_cursor_that_it_did_not_give(string cursor) =>
        Assert.Equal(400, (await _house.Reader.ListAsync(new AuditFilter(), new PageRequest(10, cursor), default)).Error?.Status);

    private sealed class SetClock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }

    /// <summary>Says that it keeps an entry, and does not have it afterwards.</summary>
    private sealed class Forgetful(IDocumentStore documents) : IDocumentStore
    {
        public ValueTask<StoredDocument?> ReadAsync(string container, string partition, string id, CancellationToken cancel) =>
            long.TryParse(id, out _) ? ValueTask.FromResult<StoredDocument?>(null) : documents.ReadAsync(container, partition, id, cancel);

        public ValueTask<DocumentPage> QueryAsync(DocumentQuery query, CancellationToken cancel) => documents.QueryAsync(query, cancel);

        public ValueTask<CommitOutcome> CommitAsync(string container, string partition, IReadOnlyList<DocumentWrite> writes, CancellationToken cancel) => documents.CommitAsync(container, partition, writes, cancel);

        public ValueTask<ChangePage> ReadChangesAsync(string container, string? cursor, int limit, CancellationToken cancel) => documents.ReadChangesAsync(container, cursor, limit, cancel);

        public bool Stands(string container, string partition, long stamp) => documents.Stands(container, partition, stamp);
    }
}
