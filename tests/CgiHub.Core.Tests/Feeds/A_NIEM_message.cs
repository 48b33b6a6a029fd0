using System.Text;
using CgiHub.Core.Feeds;
using CgiHub.Core.Records;

namespace CgiHub.Core.Tests.Feeds;

public sealed class A_NIEM_message : IDisposedAfterTest
{
    private const string Core = "https://docs.oasis-open.org/niemopen/ns/model/niem-core/6.0/";
    private const string Justice = "https://docs.oasis-open.org/niemopen/ns/model/domains/justice/6.0/";

    private const string Firearm = """
        {"@id":"#gun",
         "nc:ItemMakeName":"Example Arms","nc:ItemModelName":"Nine","j:FirearmCategoryText":"Pistol","j:FirearmBoreSizeText":"9mm",
         "nc:ItemSerialIdentification":{"nc:IdentificationID":"AB12345"},
         "nc:ItemReceiptIdentification":[{"nc:IdentificationID":"7"}],
         "j:ItemAugmentation":{"j:ItemSeizure":{
           "nc:ActivityDate":{"nc:DateTime":"2026-01-05T22:10:00-05:00"},"j:ActivityAugmentation":[{"j:CaseNumberText":"26-100"}],
           "nc:ActivityLocation":{"nc:Location2DGeospatialCoordinate":{
             "nc:GeographicCoordinateLatitude":{"nc:LatitudeDegreeValue":40,"nc:LatitudeMinuteValue":42},
             "nc:GeographicCoordinateLongitude":{"nc:LongitudeDegreeValue":-73,"nc:LongitudeMinuteValue":54}}},
           "j:ItemSeizurePossessingPerson":{"nc:PersonName":{"nc:PersonGivenName":"Bo","nc:PersonSurName":"Sample"},"nc:PersonBirthDate":{"nc:Date":"1995-05-05"}}}}}
        """;

    private const string Supervision = """
        {"j:SupervisionAgencyRecordIdentification":{"nc:IdentificationID":"P-77"},"nc:ActivityCategoryText":"Parole",
         "nc:ActivityDate":{"nc:DateRange":{"nc:StartDate":{"nc:Date":"2025-02-01"},"nc:EndDate":{"nc:Date":"2027-01-31"}}},
         "j:SupervisionStatus":{"j:SupervisedReleaseStatusCode":"ABSCONDER"},"j:SupervisionLevelText":{"rdf:value":"High"},
         "j:SupervisionCondition":[{"nc:ActivityDescriptionText":"No firearms"},{"nc:ActivityDescriptionText":"Curfew"}],
         "nc:SupervisionPerson":{
           "nc:PersonName":[{"nc:PersonGivenName":"Cy","nc:PersonMiddleName":"M","nc:PersonSurName":"Test"},{"nc:PersonFullName":"Big Cy"}],
           "nc:PersonBirthDate":{"nc:Date":"1990-03-04"},"nc:PersonSexText":"M",
           "j:PersonAugmentation":{"j:PersonFBIIdentification":{"nc:IdentificationID":"123456AB7"},
             "j:PersonStateFingerprintIdentification":{"nc:IdentificationID":"NY998877","nc:IdentificationIssuerState":{"usps:StateCode":"NY"}}},
           "nc:PersonResidenceAddress":{"nc:AddressStreet":{"nc:StreetNumberText":"12","nc:StreetName":"Main"},"nc:AddressCityName":"Albany","nc:AddressState":{"usps:StateCode":"NY"}}},
         "nc:SupervisionSupervisor":{"nc:EntityPerson":{"nc:PersonName":{"nc:PersonFullName":"Off. Example"},
           "nc:EmployeeContactInformation":{"nc:ContactTelephoneNumber":{"nc:NANPTelephoneNumber":{"nc:TelephoneAreaCodeID":"518","nc:TelephoneExchangeID":"555","nc:TelephoneLineID":"0100"}},"nc:ContactEmailID":"o@example.gov"}}}}
        """;

    private readonly FeedHouse _house = new();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    private Task<FeedReceipt> GunsAsync(string body) => _house.SendAsync("firearms", body, "application/ld+json");

    private Task<FeedReceipt> SupervisedAsync(string body) => _house.SendAsync("supervision", body, FeedFormats.MediaType("niem", "application/json")!);

    [Fact]
    public async Task Brings_a_recovered_gun()
    {
        Assert.Equal((1, 1, 0, 0), FeedHouse.Counts(await GunsAsync($$"""{"j:Firearm":{{Firearm}}}""")));
        Assert.Equal((1, 0, 1, 0), FeedHouse.Counts(await _house.SendAsync("firearms", """
            {"sourceId":"26-100/7","caseNumber":"26-100","exhibitNumber":"7","recoveredAt":"2026-01-05T22:10:00-05:00","make":"Example Arms","model":"Nine","type":"Pistol","caliber":"9mm","serial":"AB12345",
             "lat":40.7,"lon":-73.9,"possessor":{"name":{"given":"Bo","family":"Sample"},"dob":"1995-05-05"}}
            """, FeedHouse.Json)));
    }

    [Fact]
    public async Task Brings_a_supervised_person()
    {
        Assert.Equal((1, 1, 0, 0), FeedHouse.Counts(await SupervisedAsync($$"""{"nc:Supervision":[{{Supervision}}]}""")));
        Assert.Equal((1, 0, 1, 0), FeedHouse.Counts(await _house.SendAsync("supervision", """
            {"sourceId":"P-77","recordId":"P-77","kind":"parole","status":"absconded","level":"High","startedAt":"2025-02-01","endsAt":"2027-01-31",
             "person":{"name":{"given":"Cy","middle":"M","family":"Test"},"dob":"1990-03-04","sex":"M","aliases":["Big Cy"],
               "ids":[{"type":"FBI","value":"123456AB7"},{"type":"SID","value":"NY998877","state":"NY"}],"address":"12 Main, Albany, NY"},
             "officer":{"name":"Off. Example","phone":"518-555-0100","email":"o@example.gov"},"conditions":["No firearms","Curfew"]}
            """, FeedHouse.Json)));
    }

    [Theory]
    [InlineData("""{"j:Firearm":[{0}]}""")]
    [InlineData("""[{"j:Firearm":{0}}]""")]
    [InlineData("""{"@context":"https://example.test/ctx.json","x:Message":{"x:Part":[{"j:Firearm":{0}}]}}""")]
    [InlineData("""{"@graph":[{"@type":"j:FirearmType","@id":"#other"},{"@type":"j:FirearmType",{0:inside}]}""", 2, 1)]
    [InlineData("""{"j:Evidence":{"j:EvidenceNumberIdentification":{"nc:IdentificationID":"7"},"j:EvidenceItem":{0}}}""")]
    [InlineData("""{"j:Evidence":{"j:EvidenceNumberIdentification":{"nc:IdentificationID":"7"},"j:EvidenceItem":{"@id":"#gun"}},"j:Firearm":{0}}""")]
    public async Task May_be_built_in_several_ways(string message, int received = 1, int rejected = 0)
    {
        var body = message.Replace("{0:inside}", Firearm.TrimStart()[1..], StringComparison.Ordinal).Replace("{0}", Firearm, StringComparison.Ordinal);
        Assert.Equal((received, 1, 0, rejected), FeedHouse.Counts(await GunsAsync(body)));
        Assert.Equal("AB12345", (await _house.OneAsync<FirearmRecovery>("26-100")).Serial);
    }

    [Fact]
    public async Task Is_read_by_namespaces_and_not_by_prefixes()
    {
        var renamed = Supervision.Replace("\"nc:", "\"core:", StringComparison.Ordinal).Replace("\"j:", $"\"{Justice}", StringComparison.Ordinal);
        var body = $$"""{"@context":["https://example.test/a",{"core":"{{Core}}","x":{"@id":"y"} }],"core:Supervision":{{renamed}}}""";
        Assert.Equal((1, 1, 0, 0), FeedHouse.Counts(await SupervisedAsync(body)));
    }

    [Fact]
    public async Task Of_another_release_is_refused_and_not_guessed_at()
    {
        var body = $$"""{"@context":{"nc":"http://release.niem.gov/niem/niem-core/5.0/","j":"http://release.niem.gov/niem/domains/jxdm/7.0/"},"nc:Supervision":{{Supervision}}}""";
        var receipt = await SupervisedAsync(body);
        Assert.Equal((1, 0, 0, 1), FeedHouse.Counts(receipt));
        Assert.Equal(("", "required"), (receipt.Errors[0].Pointer, receipt.Errors[0].Code));
    }

    [Theory]
    [InlineData("\"j:CaseNumberText\":\"26-100\"", "\"x:y\":1", "/j:ItemAugmentation/j:ItemSeizure/j:CaseNumberText", false)]
    [InlineData("\"nc:ItemReceiptIdentification\"", "\"x:y\"", "/nc:ItemReceiptIdentification/nc:IdentificationID")]
    [InlineData("nc:DateTime", "nc:YearDate", "/j:ItemAugmentation/j:ItemSeizure/nc:ActivityDate/nc:DateTime")]
    [InlineData("2026-01-05T22:10:00-05:00", "2226-01-05T22:10:00-05:00", "/j:ItemAugmentation/j:ItemSeizure/nc:ActivityDate/nc:DateTime")]
    [InlineData("\"nc:LatitudeDegreeValue\":40", "\"nc:LatitudeDegreeValue\":\"north\"", "/j:ItemAugmentation/j:ItemSeizure/nc:ActivityLocation/nc:Location2DGeospatialCoordinate/nc:GeographicCoordinateLatitude/nc:LatitudeDegreeValue")]
    [InlineData("1995-05-05", "5 May", "/j:ItemAugmentation/j:ItemSeizure/j:ItemSeizurePossessingPerson/nc:PersonBirthDate/nc:Date")]
    [InlineData("{\"nc:IdentificationID\":\"AB12345\"}", "{\"@id\":\"#gone\"}", "/nc:ItemSerialIdentification")]
    public async Task Tells_where_in_it_a_gun_is_wrong_and_gives_it_back(string what, string with, string pointer, bool exact = true)
    {
        var receipt = await GunsAsync($$"""{"@context":{"a":"{{Core}}"},"j:Firearm":[{{Firearm.Replace(what, with, StringComparison.Ordinal)}},{{Firearm}}]}""");
        Assert.Equal((2, 1, 0, 1), FeedHouse.Counts(receipt));
        if (exact)
        {
            Assert.Equal(pointer, receipt.Errors[0].Pointer);
        }

        Assert.Equal(0, receipt.Errors[0].Index);
        var again = await GunsAsync((await _house.RejectedAsync(receipt)).Replace(with, what, StringComparison.Ordinal));
        Assert.Equal((1, 0, 1, 0), FeedHouse.Counts(again));
    }

    [Theory]
    [InlineData("\"Parole\"", "\"Bail\"", "/nc:ActivityCategoryText", "enum")]
    [InlineData("\"ABSCONDER\"", "\"ELSEWHERE\"", "/j:SupervisionStatus/j:SupervisedReleaseStatusCode", "enum")]
    [InlineData("\"j:SupervisionStatus\"", "\"x:y\"", "/j:SupervisionStatus/j:SupervisedReleaseStatusCode", "required")]
    [InlineData("\"nc:SupervisionPerson\"", "\"x:y\"", "/nc:SupervisionPerson", "required")]
    [InlineData("\"nc:ActivityCategoryText\"", "\"x:y\"", "/nc:ActivityCategoryText", "required")]
    [InlineData("\"No firearms\"", "\"{long}\"", "/j:SupervisionCondition/0/nc:ActivityDescriptionText", "tooLong")]
    [InlineData("\"2027-01-31\"", "\"2327-01-31\"", "/nc:ActivityDate/nc:DateRange/nc:EndDate/nc:Date", "time.range")]
    public async Task Tells_where_in_it_a_supervision_is_wrong(string what, string with, string pointer, string code)
    {
        var receipt = await SupervisedAsync($$"""{"nc:Supervision":{{Supervision.Replace(what, with.Replace("{long}", new string('x', 501), StringComparison.Ordinal), StringComparison.Ordinal)}}}""");
        Assert.Equal((pointer, code), (receipt.Errors[0].Pointer, receipt.Errors[0].Code));
    }

    [Theory]
    [InlineData("ACTIVE", SupervisionStatus.Active)]
    [InlineData("Completed early", SupervisionStatus.Completed)]
    [InlineData("CANCELED_DECEASED", SupervisionStatus.Completed)]
    [InlineData("CANCELED_REVOKED", SupervisionStatus.Revoked)]
    public async Task Says_where_supervision_stands_by_the_published_codes(string code, SupervisionStatus status)
    {
        Assert.Equal(1, (await SupervisedAsync($$"""{"nc:Supervision":{{Supervision.Replace("ABSCONDER", code, StringComparison.Ordinal)}}}""")).Accepted);
        Assert.Equal((0, 1), await ResentAsync(status));
    }

    [Fact]
    public async Task That_says_only_that_supervision_is_current_says_that_it_is_active()
    {
        var body = Supervision.Replace("\"j:SupervisionStatus\":{\"j:SupervisedReleaseStatusCode\":\"ABSCONDER\"}", "\"nc:SupervisionCurrentIndicator\":true", StringComparison.Ordinal);
        Assert.Equal(1, (await SupervisedAsync($$"""{"nc:Supervision":{{body}}}""")).Accepted);
        Assert.Equal((0, 1), await ResentAsync(SupervisionStatus.Active));
    }

    [Fact]
    public async Task May_name_a_person_once_for_many_rows()
    {
        var person = Supervision[Supervision.IndexOf("\"nc:PersonName\"", StringComparison.Ordinal)..Supervision.IndexOf("},\n", Supervision.IndexOf("\"nc:AddressCityName\"", StringComparison.Ordinal), StringComparison.Ordinal)];
        var inside = Supervision.Replace($"{{\n   {person}}}", "{\"@id\":\"#p\"}", StringComparison.Ordinal);
        Assert.Contains("#p", inside, StringComparison.Ordinal);
        Assert.Equal(1, (await SupervisedAsync($$"""{"nc:Supervision":{{inside}},"nc:Person":[{"@id":"#p",{{person}}}]}""")).Accepted);
        Assert.Equal(1, (await SupervisedAsync($$"""{"nc:Supervision":{{Supervision}}}""")).Duplicates);
    }

    [Fact]
    public async Task About_other_evidence_skips_it()
    {
        var receipt = await GunsAsync("""{"j:Evidence":[{"j:EvidenceItem":{"nc:ItemDescriptionText":"A knife"}},{"j:IBISNumberText":"1"}]}""");
        Assert.Equal(2, receipt.Skipped);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[[]]")]
    [InlineData("[7]")]
    [InlineData("""{"j:Firearm":7}""")]
    [InlineData("""{"j:Firearm":}""")]
    [InlineData("""{"j:Firearm":{"nc:ItemMakeName":"\ud800"}}""")]
    [InlineData("""{"\ud800":1,"j:Firearm":{}}""")]
    [InlineData("""{"@context":7,"j:Firearm":{}}""")]
    [InlineData("""{"@context":{"aVeryLongPrefixThatNobodyWouldEverBindToAnything":"x"},"j:Firearm":{}}""")]
    [InlineData("""{"@context":{"\ud800":"x"},"j:Firearm":{}}""")]
    [InlineData("""{"j:Firearm":{"@id":"#a"},"x":{"@id":"#a"}}""")]
    [InlineData("""{"j:Firearm":{"j:ItemSeizure":{"@id":"#a"}},"x:y":{"@id":"#b"}}""")]
    public async Task That_is_none_is_one_rejected_row(string body)
    {
        var receipt = await GunsAsync(body);
        Assert.Equal((1, 0, 0, 1), FeedHouse.Counts(receipt));
    }

    [Fact]
    public async Task That_nests_deeply_is_one_rejected_row()
    {
        var receipt = await GunsAsync($$"""{"x":{{new string('[', 100_000)}}{{new string(']', 100_000)}}}""");
        Assert.Equal("malformed", Assert.Single(receipt.Errors).Code);
    }

    [Fact]
    public async Task With_more_members_than_a_gun_can_have_is_one_rejected_row()
    {
        var many = string.Join(',', Enumerable.Range(0, 5000).Select(i => $"\"nc:a{i}\":1"));
        Assert.Equal("tooMany", Assert.Single((await GunsAsync("{\"j:Firearm\":{" + many + "}}")).Errors).Code);
    }

    [Fact]
    public async Task That_is_too_long_is_one_rejected_row_and_so_is_a_row_in_it()
    {
        await using var small = new FeedHouse(new FeedOptions { MaxRowBytes = 4096, MaxMessageBytes = 20_000 });
        var receipt = await small.SendAsync("firearms", $$"""[{"j:Firearm":[{{Firearm}},{"x":"{{new string('x', 5000)}}"}]},{"x":"{{new string('x', 30_000)}}"},{"j:Firearm":{{Firearm}}}]""", "application/ld+json");
        Assert.Equal((4, 1, 1, 2), FeedHouse.Counts(receipt));
        Assert.All(receipt.Errors, e => Assert.Equal("tooLong", e.Code));
    }

    [Fact]
    public async Task Of_many_rows_is_read_row_by_row()
    {
        const int Rows = 2000;
        var row = Supervision.ReplaceLineEndings("");
        var receipt = await SupervisedAsync($$"""{"nc:Supervision":[{{string.Join(',', Enumerable.Range(0, Rows).Select(i => row.Replace("P-77", $"P-{i}", StringComparison.Ordinal)))}}]}""");
        Assert.Equal((Rows, Rows, 0, 0), FeedHouse.Counts(receipt));
    }

    [Fact]
    public async Task Is_read_for_firearms_and_supervision_only()
    {
        var refused = await _house.TryAsync("incidents", Encoding.UTF8.GetBytes("{}"), "application/ld+json");
        Assert.Equal(415, refused.Error!.Status);
    }

    /// <summary>Sends what the message said as a row of the contract with this status: a duplicate where the message said so.</summary>
    private async Task<(long Accepted, long Duplicates)> ResentAsync(SupervisionStatus status)
    {
        var receipt = await _house.SendAsync("supervision", $$$"""
            {"sourceId":"P-77","recordId":"P-77","kind":"parole","status":"{{{status.ToString().ToLowerInvariant()}}}","level":"High","startedAt":"2025-02-01","endsAt":"2027-01-31",
             "person":{"name":{"given":"Cy","middle":"M","family":"Test"},"dob":"1990-03-04","sex":"M","aliases":["Big Cy"],
               "ids":[{"type":"FBI","value":"123456AB7"},{"type":"SID","value":"NY998877","state":"NY"}],"address":"12 Main, Albany, NY"},
             "officer":{"name":"Off. Example","phone":"518-555-0100","email":"o@example.gov"},"conditions":["No firearms","Curfew"]}
            """, FeedHouse.Json);
        return (receipt.Accepted, receipt.Duplicates);
    }
}
