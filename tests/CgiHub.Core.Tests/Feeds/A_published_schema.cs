using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using CgiHub.Core.Agencies;
using CgiHub.Core.Feeds;
using CgiHub.Core.Records;
using CsCheck;

namespace CgiHub.Core.Tests.Feeds;

/// <summary>
/// The schemas under <c>docs/schemas</c> and the readers judge every row alike, except for what <see cref="Cannot_say"/> lists.
/// </summary>
public sealed class A_published_schema
{
    private static readonly RowRules Rules = new(Ori.Parse("NY0303000"), NibinSite: true, new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));

    public static TheoryData<string> Feeds => [.. FeedsModule.Feeds().Select(f => f.Name)];

    /// <summary>
    /// Rows that a schema takes and the reader refuses (false), or the other way about (true): the rules that JSON Schema has no words for.
    /// docs/feeds.md lists the same.
    /// </summary>
    public static TheoryData<string, string, string, string, bool> Cannot_say => new()
    {
        { "a time in the future", "incidents", "occurredAt", "\"2026-04-01T00:00:00Z\"", false },
        { "a date of birth in the future", "arrests", "person", """{"dob":"2026-04-01"}""", false },
        { "a year that is 1899 in UTC", "incidents", "occurredAt", "\"1900-01-01T00:00:00+02:00\"", false },
        { "two exhibits that are one", "nibin", "exhibits", """[{"ori":"NY0303000","caseNumber":"1","exhibitNumber":"2"},{"ori":"ny0303000","caseNumber":" 1","exhibitNumber":"2"}]""", false },
        { "a whole number with a fraction of zero", "incidents", "victims", "2.0", false },
        { "a time without seconds", "incidents", "occurredAt", "\"2026-01-05T10:00Z\"", true },
    };

    private static Feed Feed(string name) => FeedsModule.Feeds().Single(f => f.Name == name);

    private static bool Reads(string feed, string row, out string why)
    {
        var check = new RowCheck(Rules);
        var record = Feed(feed).Read(Encoding.UTF8.GetBytes(row), check);
        why = string.Join("; ", check.Take());
        return record is not null;
    }

    private static bool Reads(string feed, string row) => Reads(feed, row, out _);

    private static string Full(string feed) => Enumerable.Range(0, 100).Select(_ => FeedSchema.Of(feed).FullRows.Single()).First(row => Reads(feed, row));

    [Theory]
    [MemberData(nameof(Feeds))]
    public void Makes_rows_that_the_reader_takes(string feed)
    {
        var schema = FeedSchema.Of(feed);
        schema.Rows.Sample(row =>
        {
            Assert.True(schema.Accepts(row), row);
            Assert.True(Reads(feed, row, out var why), why + row);
        }, iter: 200);
    }

    [Theory]
    [MemberData(nameof(Feeds))]
    public void Judges_a_changed_row_as_the_reader_does(string feed)
    {
        var schema = FeedSchema.Of(feed);
        var row = Full(feed);
        Assert.True(schema.Accepts(row), row);
        var judged = 0;
        var different = new List<string>();
        foreach (var (what, changed) in Changes(JsonNode.Parse(row)!, schema.Resolve(schema.Document), schema, ""))
        {
            judged++;
            var reads = Reads(feed, changed, out var why);
            if (schema.Accepts(changed) != reads)
            {
                different.Add($"{what}: reader {(reads ? "takes" : "refuses")} {why}");
            }
        }

        Assert.Empty(different);
        Assert.True(judged > 60, $"Only {judged} rows were judged.");
    }

    [Theory]
    [MemberData(nameof(Feeds))]
    public void Names_every_field_that_the_reader_knows_and_no_other(string feed)
    {
        var schema = FeedSchema.Of(feed);
        Assert.Equal($"urn:cgihub:schema:{feed}/v1", schema.Document["$id"]!.GetValue<string>());
        Compare(RecordsJson.Default.GetTypeInfo(Record(feed))!, schema.Document, schema, feed);
    }

    [Fact]
    public void Describes_a_person_alike_in_every_feed()
    {
        var persons = FeedsModule.Feeds().Select(f => FeedSchema.Of(f.Name).Document["$defs"]?["person"]).Where(p => p is not null).Select(p => p!.ToJsonString()).ToList();
        Assert.Equal(6, persons.Count);
        Assert.Single(persons.Distinct(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Cannot_say))]
    public void Leaves_a_few_rules_to_the_reader(string rule, string feed, string field, string value, bool reads)
    {
        var row = JsonNode.Parse(Full(feed))!.AsObject();
        row[field] = JsonNode.Parse(value);
        Assert.True(reads == Reads(feed, row.ToJsonString(), out var why), rule + why);
        Assert.NotEqual(reads, FeedSchema.Of(feed).Accepts(row.ToJsonString()));
    }

    [Fact]
    public void Cannot_say_whose_exhibits_a_lead_may_touch()
    {
        const string Foreign = """{"sourceId":"n1","leadNumber":"26-1","kind":"lead","at":"2026-01-05T10:00:00Z","exhibits":[{"ori":"ZZ0020100","caseNumber":"1","exhibitNumber":"1"},{"ori":"ZZ0030100","caseNumber":"2","exhibitNumber":"1"}]}""";
        Assert.True(FeedSchema.Of("nibin").Accepts(Foreign));
        var check = new RowCheck(Rules with { NibinSite = false });
        Assert.Null(Feed("nibin").Read(Encoding.UTF8.GetBytes(Foreign), check));
        Assert.Equal("foreignExhibits", Assert.Single(check.Take()).Code);
    }

    [Fact]
    public void Cannot_say_that_member_names_compare_without_case()
    {
        var row = FeedHouse.Incident(1).Replace("caseNumber", "CASENUMBER", StringComparison.Ordinal);
        Assert.False(FeedSchema.Of("incidents").Accepts(row));
        Assert.True(Reads("incidents", row));
    }

    private static Type Record(string feed) => RecordsJson.Default.GetTypeInfo(typeof(FeedRecord))!.PolymorphismOptions!.DerivedTypes.Single(d => (string?)d.TypeDiscriminator == feed).DerivedType;

    private static void Compare(JsonTypeInfo type, JsonObject node, FeedSchema schema, string at)
    {
        var resolved = schema.Resolve(node);
        if (resolved["type"] is JsonValue only && only.GetValue<string>() == "null")
        {
            // A feed refuses it.
            return;
        }

        if (type.Kind == JsonTypeInfoKind.Enumerable)
        {
            Compare(RecordsJson.Default.GetTypeInfo(type.ElementType!)!, resolved["items"]!.AsObject(), schema, at + "/*");
        }
        else if (type.Kind == JsonTypeInfoKind.Object)
        {
            // What is computed is neither written nor read.
            var properties = type.Properties.Where(p => p.Get is not null || p.Set is not null).ToList();
            Assert.Equal([.. properties.Select(p => at + "/" + p.Name).Order(StringComparer.Ordinal)], resolved["properties"]!.AsObject().Select(p => at + "/" + p.Key).Order(StringComparer.Ordinal));
            Assert.Equal([.. type.Properties.Where(p => p.IsRequired).Select(p => at + "/" + p.Name).Order(StringComparer.Ordinal)], FeedSchema.Required(resolved).Select(r => at + "/" + r).Order(StringComparer.Ordinal));
            foreach (var property in properties)
            {
                var member = resolved["properties"]![property.Name]!.AsObject();
                Assert.False(string.IsNullOrWhiteSpace(member["description"]?.GetValue<string>()), $"{at}/{property.Name} has no description.");
                Compare(RecordsJson.Default.GetTypeInfo(property.PropertyType)!, member, schema, at + "/" + property.Name);
            }
        }
    }

    /// <summary>The row with one thing changed, for every thing in it.</summary>
    private static IEnumerable<(string What, string Row)> Changes(JsonNode row, JsonObject node, FeedSchema schema, string at)
    {
        foreach (var (name, property) in node["properties"]!.AsObject())
        {
            var pointer = $"{at}/{name}";
            yield return ($"{pointer} missing", Changed(row, pointer, null, remove: true));
            foreach (var value in Values(schema.Resolve(property!)))
            {
                yield return ($"{pointer} = {(value.Length > 60 ? value[..60] + "…" : value)}", Changed(row, pointer, value));
            }

            if (Find(row, pointer) is JsonArray { Count: > 0 } && schema.Resolve(property!)["items"] is { } items)
            {
                foreach (var value in Values(schema.Resolve(items)))
                {
                    yield return ($"{pointer}/0 = {(value.Length > 60 ? value[..60] + "…" : value)}", Changed(row, pointer + "/0", value));
                }
            }

            foreach (var inner in Inner(row, pointer, property!, schema))
            {
                yield return inner;
            }
        }

        yield return ($"{at}/surprise", Changed(row, $"{at}/surprise", "[1]"));
    }

    private static IEnumerable<(string What, string Row)> Inner(JsonNode row, string pointer, JsonNode property, FeedSchema schema)
    {
        var resolved = schema.Resolve(property);
        if (Find(row, pointer) is JsonArray { Count: > 0 } && resolved["items"] is { } items)
        {
            (pointer, resolved) = (pointer + "/0", schema.Resolve(items));
        }

        return resolved["properties"] is not null && Find(row, pointer) is JsonObject ? Changes(row, resolved, schema, pointer) : [];
    }

    private static IEnumerable<string> Values(JsonObject schema)
    {
        string[] any = ["null", "true", "7", "7.5", "\"\"", "\" \"", "\"x\"", "[]", "{}", "[null]", "[\"\"]", "[\"x\"]", "[{}]", "-1", "1e400", "\"2026-01-05\"", "\"2026-02-30\"", "\"1899-12-31\"", "\"NY0303000\""];
        foreach (var value in any)
        {
            yield return value;
        }

        string[] times = ["2026-01-05T10:00:00", "2026-01-05T10:00:00Z", "2026-01-05T10:00:00.1234567-05:00", "2026-01-05t10:00:00z", "2026-01-05 10:00:00Z", "2026-01-05T24:00:00Z", "2026-01-05T10:00:60Z", "2026-01-05T10:00:00+15:00", "2026-01-05T10:00:00+14:00", "05.01.2026", "2200-01-01"];
        foreach (var time in times)
        {
            yield return $"\"{time}\"";
        }

        if (schema["maxLength"]?.GetValue<int>() is { } most)
        {
            yield return $"\"{new string('x', most)}\"";
            yield return $"\"{new string('x', most + 1)}\"";
            yield return $"\"{string.Concat(Enumerable.Repeat("𐍈", most))}\"";
        }

        if (schema["maximum"]?.GetValue<int>() is { } largest)
        {
            yield return $"{largest}";
            yield return $"{largest + 1}";
        }

        if (schema["minimum"]?.GetValue<int>() is { } smallest)
        {
            yield return $"{smallest}";
            yield return $"{smallest - 1}";
        }

        if (schema["maxItems"]?.GetValue<int>() is { } many && schema["items"]!["type"]?.GetValueKind() == JsonValueKind.String)
        {
            yield return $"[{string.Join(',', Enumerable.Repeat("\"x\"", many))}]";
            yield return $"[{string.Join(',', Enumerable.Repeat("\"x\"", many + 1))}]";
        }
    }

    private static JsonNode? Find(JsonNode row, string pointer) => pointer.Split('/').Skip(1).Aggregate((JsonNode?)row, (node, part) => node is JsonArray list ? list[int.Parse(part, null)] : node?[part]);

    private static string Changed(JsonNode row, string pointer, string? value, bool remove = false)
    {
        // Numbers too large for any type are put in as text.
        const string Mark = "\"\uE000\"";
        var copy = row.DeepClone();
        var slash = pointer.LastIndexOf('/');
        var last = pointer[(slash + 1)..];
        if (Find(copy, pointer[..slash]) is JsonArray list)
        {
            list[int.Parse(last, null)] = "\uE000";
        }
        else if (remove)
        {
            Find(copy, pointer[..slash])!.AsObject().Remove(last);
        }
        else
        {
            Find(copy, pointer[..slash])!.AsObject()[last] = "\uE000";
        }

        return copy.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }).Replace(Mark, value, StringComparison.Ordinal).Replace("\"\\uE000\"", value, StringComparison.Ordinal);
    }
}
