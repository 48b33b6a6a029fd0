using System.Text.Json;

namespace CgiHub.EndToEnd.Tests.Seeing;

/// <summary>Somebody who does not exist: every word is so odd that wherever it turns up, it came from here.</summary>
internal static class MarkedLife
{
    public const string Family = "Zyxwvutra";
    public const string Given = "Quillondaq";
    public const string Dob = "1931-07-23";
    public const string Street = "17 Marmaladeway";
    public const string Phone = "5550197733";
    public const string Serial = "QZX98765";
    public const string Plate = "ZQX7741";
    public const string Words = "thewalrusandthecarpenter";
    public const string FileName = "Brillighouse";

    /// <summary>What must be found nowhere, whatever its case.</summary>
    public static IReadOnlyList<string> Marks { get; } = [Family, Given, Dob, "Marmalade", Phone, Serial, Plate, Words, FileName];

    public static string Person { get; } = $$"""{"name":{"given":"{{Given}}","family":"{{Family}}"},"dob":"{{Dob}}","address":"{{Street}}","phones":["{{Phone}}"],"ids":[{"type":"SID","value":"{{Phone}}","state":"NY"}],"aliases":["{{Words}}"]}""";

    /// <summary>Sound rows of every feed that knows persons, things or words, about one case of an agency; the last one makes a lead of it.</summary>
    public static IReadOnlyList<(string Feed, string Row)> Rows(string ori) =>
    [
        ("incidents", $$"""{"sourceId":"i1","caseNumber":"M-1","occurredAt":"2026-02-28T10:00:00Z","type":"nonFatalShooting","lat":41.5,"lon":-99.5,"address":"{{Street}}","narrative":"{{Words}}","persons":[{"role":"suspect",{{Person[1..^1]}}}]}"""),
        ("firearms", $$"""{"sourceId":"f1","caseNumber":"M-1","exhibitNumber":"G1","recoveredAt":"2026-02-28T12:00:00Z","make":"Glock","serial":"{{Serial}}","possessor":{{Person}},"testFireExhibitNumber":"1"}"""),
        ("lpr", $$"""{"readId":"r1","sourceId":"r1","readAt":"2026-02-28T10:01:00Z","plate":"{{Plate}}","lat":41.5,"lon":-99.5,"device":"{{Words}}","hotlist":"{{Words}}","imageUrl":"https://plates.example/{{Plate}}.jpg"}"""),
        ("traces", $$"""{"sourceId":"t1","traceNumber":"T1","serial":"{{Serial}}","make":"Glock","purchasedAt":"2025-11-03","purchaser":{{Person}}}"""),
        ("arrests", $$"""{"sourceId":"a1","arrestNumber":"A1","arrestedAt":"2026-02-28T13:00:00Z","offenses":["{{Words}}"],"person":{{Person}},"firearmSerial":"{{Serial}}","caseNumber":"M-1"}"""),
        ("supervision", $$"""{"sourceId":"s1","recordId":"S1","kind":"parole","person":{{Person}},"status":"active","conditions":["{{Words}}"],"officer":{"name":"{{Given}} {{Family}}","phone":"{{Phone}}"} }"""),
        ("osint", $$"""{"sourceId":"o1","itemId":"O1","capturedAt":"2026-02-28T14:00:00Z","platform":"{{Words}}","handle":"{{Family}}","url":"https://{{Family}}.example/","text":"{{Words}}","persons":[{{Person}}],"criminalNexus":"{{Words}}"}"""),
        ("nibin", $$"""{"sourceId":"n1","leadNumber":"26-7001","kind":"lead","at":"2026-03-01T12:00:00Z","confirmedBy":"{{Family}}","note":"{{Words}}","exhibits":[{"ori":"{{ori}}","caseNumber":"M-1","exhibitNumber":"1"},{"ori":"{{ori}}","caseNumber":"M-2","exhibitNumber":"1"}]}"""),
    ];

    /// <summary>Bodies that cannot be read, or only in part.</summary>
    public static IReadOnlyList<(string Feed, string Type, string Body)> Broken { get; } =
    [
        ("incidents", "application/json", $$"""[{"sourceId":"{{Family}}","caseNumber":7,"occurredAt":"{{Words}}","type":"{{Words}}","lat":"{{Street}}","{{Family}}":1}]"""),
        ("incidents", "application/json", $$"""[{"sourceId":"{{Family}}","caseNumber":"{{Words}}" {{Given}}"""),
        ("arrests", "application/x-ndjson", $"{Family} {Given}\n{{\"sourceId\":\"{Serial}\",\"person\":\"{Given}\"}}\n"),
        ("arrests", "text/csv", $"sourceId,{Family},{Words}\n{Serial},\"{Given}\n"),
        ("firearms", "application/cloudevents+json", $$"""{"specversion":"{{Words}}","id":"{{Family}}","source":"{{Given}}","data":{"serial":"{{Serial}}"} }"""),
        ("gunshots", "application/cap+xml", $"<alert><{Family}>{Words}</alert>"),
        ("lpr", $"text/{Words}", $"{Plate}"),
        ("osint", "application/geo+json", $$"""{"type":"{{Words}}","features":[{"properties":{"{{Family}}":"{{Given}}"} }]}"""),
        ("firearms", "application/ld+json", $$"""{"@context":{"{{Family}}":"{{Words}}"},"j:Firearm":"{{Serial}}"}"""),
        ("nibin", "application/json", JsonSerializer.Serialize(Words)),
    ];
}
