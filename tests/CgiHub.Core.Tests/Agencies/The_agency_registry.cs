using CgiHub.Core.Agencies;
using CgiHub.Core.Tests.Records;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Tests.Agencies;

public sealed class The_agency_registry : IDisposedAfterTest
{
    private readonly TestStores _stores = new();
    private readonly HookedDocuments _documents;
    private readonly AgencyRegistry _registry;

    public The_agency_registry()
    {
        _documents = new HookedDocuments(_stores.Documents);
        _registry = Another();
    }

    public ValueTask DisposeAsync() => new(_stores.DisposeAsync());

    private static readonly Agency North = new(Made.North, "North");

    /// <summary>Another host's registry over the same store.</summary>
    private AgencyRegistry Another(AgencyOptions? options = null) => new(_documents, Options.Create(options ?? new AgencyOptions()), _stores.Time);

    private static async Task<string> SavedAsync(AgencyRegistry registry, Agency agency) => (await registry.SaveAsync(agency, null, false, default)).Value.Stored.ETag;

    private static async Task<int?> StatusAsync(Task<Result<SavedAgency>> saving) => (await saving).Error?.Status;

    [Fact]
    public async Task Knows_nobody_at_first() => Assert.Null(await _registry.FindAsync(Made.North, default));

    [Fact]
    public async Task Tells_a_new_entry_from_a_changed_one()
    {
        Assert.True((await _registry.SaveAsync(North, null, false, default)).Value.Created);
        Assert.False((await _registry.SaveAsync(North with { Name = "Northern" }, null, false, default)).Value.Created);
    }

    [Fact]
    public async Task Gives_back_everything_that_was_written()
    {
        var agency = North with
        {
            NibinSite = true,
            Contact = "desk",
            Recipients = [Made.South],
            AppIds = ["app-1"],
            Dissemination = new DisseminationRules { TraceData = false },
            Mappings = new Dictionary<string, FeedMapping>
            {
                ["incidents"] = new() { Fields = new Dictionary<string, FieldMapping> { ["caseNumber"] = new() { Columns = ["CASE_NO"], Prefix = "x" } }, TimeZone = "America/New_York", IgnoreOffset = true, Nulls = ["(null)", ""] },
            },
        };
        await SavedAsync(_registry, agency);
        Assert.Equivalent(agency, await Another().FindAsync(Made.North, default), strict: true);
    }

    [Fact]
    public async Task Sees_its_own_change_at_once_and_another_hosts_within_the_time_set()
    {
        var another = Another(new AgencyOptions { CacheFor = TimeSpan.FromSeconds(5) });
        await SavedAsync(_registry, North);
        Assert.Equal("North", (await another.FindAsync(Made.North, default))!.Name);

        await SavedAsync(_registry, North with { Name = "Northern" });
        Assert.Equal("Northern", (await _registry.FindAsync(Made.North, default))!.Name);
        _stores.Time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal("North", (await another.FindAsync(Made.North, default))!.Name);
        _stores.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("Northern", (await another.FindAsync(Made.North, default))!.Name);
    }

    [Fact]
    public async Task Sees_within_the_time_set_that_an_unknown_agency_was_registered_elsewhere()
    {
        var another = Another();
        Assert.Null(await another.FindAsync(Made.North, default));
        await SavedAsync(_registry, North);
        Assert.Null(await another.FindAsync(Made.North, default));
        _stores.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.NotNull(await another.FindAsync(Made.North, default));
    }

    [Fact]
    public async Task Reads_an_entry_once_as_long_as_it_may_keep_it()
    {
        await SavedAsync(_registry, North);
        var another = Another();
        await another.FindAsync(Made.North, default);
        var reads = _documents.Reads;
        await another.FindAsync(Made.North, default);
        Assert.Equal(reads, _documents.Reads);
    }

    [Fact]
    public async Task Keeps_no_more_entries_than_it_may_and_still_answers()
    {
        await SavedAsync(_registry, North);
        var small = Another(new AgencyOptions { MaxCached = 2 });
        for (var i = 0; i < 20; i++)
        {
            Assert.Null(await small.FindAsync(Ori.Parse($"ZZ00001{i:d2}"), default));
        }

        Assert.NotNull(await small.FindAsync(Made.North, default));
        Assert.NotNull(await small.FindAsync(Made.North, default));
    }

    [Fact]
    public async Task Refuses_a_change_to_what_has_changed_meanwhile()
    {
        var etag = await SavedAsync(_registry, North);
        await SavedAsync(Another(), North with { Name = "Theirs" });
        Assert.Equal(412, await StatusAsync(_registry.SaveAsync(North with { Name = "Mine" }, etag, false, default)));
        Assert.Equal("Theirs", (await _registry.ReadAsync(Made.North, default))!.Agency.Name);
    }

    [Fact]
    public async Task Takes_a_change_to_what_has_not()
    {
        var etag = await SavedAsync(_registry, North);
        var changed = (await _registry.SaveAsync(North with { Name = "Mine" }, etag, false, default)).Value.Stored.ETag;
        Assert.NotEqual(etag, changed);
        Assert.Equal(412, await StatusAsync(_registry.SaveAsync(North, etag, false, default)));
    }

    [Fact]
    public async Task Refuses_a_change_to_what_changed_in_the_very_moment()
    {
        var etag = await SavedAsync(_registry, North);
        _documents.BeforeCommit = () => SavedAsync(Another(), North with { Name = "Theirs" });
        Assert.Equal(412, await StatusAsync(_registry.SaveAsync(North with { Name = "Mine" }, etag, false, default)));
    }

    [Fact]
    public async Task Refuses_to_change_what_is_not_there()
    {
        Assert.Equal(412, await StatusAsync(_registry.SaveAsync(North, "*", false, default)));
        Assert.Equal(412, await StatusAsync(_registry.SaveAsync(North, "\"1\"", false, default)));
        Assert.Null(await _registry.ReadAsync(Made.North, default));
    }

    [Fact]
    public async Task Refuses_to_create_what_is_there()
    {
        await SavedAsync(_registry, North);
        Assert.Equal(412, await StatusAsync(_registry.SaveAsync(North, null, true, default)));
    }

    [Fact]
    public async Task Refuses_an_entry_larger_than_it_may_be()
    {
        var small = Another(new AgencyOptions { MaxEntryBytes = 1024 });
        Assert.Equal(413, await StatusAsync(small.SaveAsync(North with { Contact = new string('x', 1100) }, null, false, default)));
    }

    [Fact]
    public async Task Finds_the_agency_that_an_application_acts_for()
    {
        await SavedAsync(_registry, North with { AppIds = ["app-1", "app-2"] });
        Assert.Equal(Made.North, await Another().FindByAppIdAsync("app-2", default));
        Assert.Null(await _registry.FindByAppIdAsync("app-3", default));
        Assert.Null(await _registry.FindByAppIdAsync("../agencies", default));
    }

    [Fact]
    public async Task Forgets_at_once_an_application_that_was_taken_out()
    {
        await SavedAsync(_registry, North with { AppIds = ["app-1"] });
        Assert.Equal(Made.North, await _registry.FindByAppIdAsync("app-1", default));
        await SavedAsync(_registry, North);
        Assert.Null(await _registry.FindByAppIdAsync("app-1", default));
    }

    [Fact]
    public async Task Gives_an_application_to_another_agency_only_once_the_first_has_let_it_go()
    {
        var south = new Agency(Made.South, "South") { AppIds = ["app-1"] };
        await SavedAsync(_registry, North with { AppIds = ["app-1"] });
        var fault = Assert.Single((await _registry.SaveAsync(south, null, false, default)).Error!.Faults);
        Assert.Equal(("/appIds/0", "taken"), (fault.Pointer, fault.Code));

        await SavedAsync(_registry, North);
        await SavedAsync(_registry, south);
        Assert.Equal(Made.South, await _registry.FindByAppIdAsync("app-1", default));
    }

    [Fact]
    public async Task Gives_an_application_to_one_of_two_agencies_that_claim_it_at_the_same_moment()
    {
        _documents.BeforeCommit = () => SavedAsync(Another(), new Agency(Made.South, "South") { AppIds = ["app-1"] });
        Assert.Equal(422, await StatusAsync(_registry.SaveAsync(North with { AppIds = ["app-1"] }, null, false, default)));
        Assert.Equal(Made.South, await Another().FindByAppIdAsync("app-1", default));
        Assert.Null(await Another().FindAsync(Made.North, default));
    }

    [Fact]
    public async Task Lists_the_agencies_by_ori_page_by_page_and_no_applications()
    {
        foreach (var ori in new[] { Made.South, Made.East, Made.North })
        {
            await SavedAsync(_registry, new Agency(ori, ori.Value) { AppIds = ["app-of-" + ori] });
        }

        var first = await _registry.ListAsync(new PageRequest(2, null), default);
        var second = await _registry.ListAsync(new PageRequest(2, first.Next), default);
        Assert.Equal([Made.North, Made.South, Made.East], first.Items.Concat(second.Items).Select(a => a.Ori));
        Assert.Null(second.Next);
    }

    [Fact]
    public async Task Registers_once_whom_several_hosts_see_for_the_first_time()
    {
        _documents.BeforeCommit = () => SavedAsync(Another(), North);
        Assert.Equal("North", (await _registry.RegisterFirstSeenAsync(Made.North, default)).Name);
        Assert.Equal(Made.South.Value, (await _registry.RegisterFirstSeenAsync(Made.South, default)).Name);
    }
}
