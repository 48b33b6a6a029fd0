using CgiHub.Core.CaseMaps;
using CgiHub.Core.Tests.Packets;
using CgiHub.Core.Triage;

namespace CgiHub.Core.Tests.Seeing;

public sealed class A_lead_that_is_told_twice_in_one_look
{
    [Fact]
    public async Task Has_a_trace_for_each_version_and_the_second_is_linked_to_the_first()
    {
        await using var house = new PacketHouse(new TriageOptions { Immediate = 1, High = 1, Medium = 1 });
        using var followers = new Followers(house.Steps);
        house.Picture = Lead.Over((Lead.North, "N-1"), (Lead.South, "S1"));
        house.Known = Lead.Awaited;
        house.Answers = Lead.Nothing;
        await house.Issuer.EvaluateAsync(Lead.Id, default);

        var issues = followers.Seen.Where(a => a.DisplayName == "issue").ToList();
        Assert.Equal([1, 2], issues.Select(i => i.GetTagItem("cgihub.packet.version")));
        var look = Assert.Single(followers.Seen, a => a.DisplayName == "look");
        Assert.Equal(look.TraceId, issues[0].TraceId);
        Assert.NotEqual(look.TraceId, issues[1].TraceId);
        Assert.Equal(look.Context, Assert.Single(issues[1].Links).Context);
    }

    [Fact]
    public async Task Is_acknowledged_in_the_trace_of_the_version_that_was_acknowledged()
    {
        await using var house = new PacketHouse();
        using var followers = new Followers(house.Steps);
        await house.SeeAsync(Lead.Over((Lead.North, "N-1"), (Lead.South, "S1")));
        await house.DispatchAsync();
        Assert.Null((await house.Inbox.AcknowledgeAsync(PacketHouse.Of(Lead.North), "pk" + Lead.Id[2..], default)).Error);

        // This house hands messages over by itself; so the trace that the inbox kept is the dispatch's.
        var (dispatch, acknowledge) = (Assert.Single(followers.Seen, a => a.DisplayName == "dispatch"), Assert.Single(followers.Seen, a => a.DisplayName == "acknowledge"));
        Assert.Equal((dispatch.TraceId, dispatch.SpanId), (acknowledge.TraceId, acknowledge.ParentSpanId));
    }
}
