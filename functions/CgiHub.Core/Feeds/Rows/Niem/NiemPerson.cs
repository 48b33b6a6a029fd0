namespace CgiHub.Core.Feeds.Rows.Niem;

/// <summary>An <c>nc:PersonType</c>, written as a person of the contract.</summary>
internal static class NiemPerson
{
    private const string Identification = "nc:IdentificationID";
    private const int MostOfEach = 60;

    private static readonly string[] Contacts = ["nc:PersonContactInformation", "nc:PersonHomeContactInformation"];
    private static readonly string[] OfficialContacts = ["nc:EmployeeContactInformation", "nc:PersonContactInformation"];

    /// <summary>Writes a person, where there is one.</summary>
    public static void Write(NiemWriter writer, string field, NiemNode? person)
    {
        if (person is not null)
        {
            writer.Object(field, person.Path, () => Write(writer, person));
        }
    }

    /// <summary>Writes whoever supervises: an officer, or where none is named the office.</summary>
    public static void WriteOfficer(NiemWriter writer, NiemNode? supervisor)
    {
        if (supervisor is null)
        {
            return;
        }

        var officer = supervisor.One("nc:EntityPerson");
        var office = supervisor.One("nc:EntityOrganization");
        var contacts = (officer is null ? [] : OfficialContacts.SelectMany(officer.All))
            .Concat(office?.All("nc:OrganizationPrimaryContactInformation") ?? []).ToList();
        writer.Object("officer", supervisor.Path, () =>
        {
            writer.Text("name", officer?.One("nc:PersonName") is { } name && Full(name) is { } full ? full : office?.Text("nc:OrganizationName"));
            writer.Text("phone", contacts.SelectMany(Phones).FirstOrDefault());
            writer.Text("email", contacts.Select(c => c.Text("nc:ContactEmailID")).FirstOrDefault(e => e is not null));
        });
    }

    private static void Write(NiemWriter writer, NiemNode person)
    {
        var names = person.All("nc:PersonName").Take(MostOfEach).ToList();
        if (names is [var first, ..])
        {
            WriteName(writer, first);
        }

        writer.Text("dob", person.One("nc:PersonBirthDate")?.Text("nc:Date"));
        writer.Text("sex", person.Text("nc:PersonSexText", "j:PersonSexCode", "ncic:PersonSexCode"));
        writer.Text("race", person.Text("nc:PersonRaceText", "j:PersonRaceCode", "ncic:PersonRaceCode"));
        writer.Texts("aliases", [.. names.Skip(1).Select(Full).OfType<NiemText>()]);
        writer.Objects("ids", [.. Ids(person).Take(MostOfEach)], id =>
        {
            writer.Word("type", id.Type, id.Value.Path);
            writer.Text("value", id.Value);
            writer.Text("state", id.State);
        });
        writer.Texts("phones", [.. Contacts.SelectMany(person.All).SelectMany(Phones).Take(MostOfEach)]);
        writer.Text("address", person.One("nc:PersonResidenceAddress") is { } address ? NiemPlace.Address(address) : null);
    }

    /// <summary>In parts where both are there, else in one piece.</summary>
    private static void WriteName(NiemWriter writer, NiemNode name)
    {
        if (name.Text("nc:PersonGivenName") is { } given && name.Text("nc:PersonSurName") is { } family)
        {
            writer.Object("name", name.Path, () =>
            {
                writer.Text("given", given);
                writer.Text("middle", name.Text("nc:PersonMiddleName"));
                writer.Text("family", family);
                writer.Text("suffix", name.Text("nc:PersonNameSuffixText"));
            });
        }
        else
        {
            writer.Text("fullName", Full(name));
        }
    }

    private static NiemText? Full(NiemNode name)
    {
        if (name.Text("nc:PersonFullName") is { } full)
        {
            return full;
        }

        NiemText?[] parts = [name.Text("nc:PersonGivenName"), name.Text("nc:PersonMiddleName"), name.Text("nc:PersonSurName"), name.Text("nc:PersonNameSuffixText")];
        return Array.Exists(parts, p => p is not null) ? new NiemText(string.Join(' ', parts.OfType<NiemText>().Select(p => p.Value)), name.Path) : null;
    }

    private static IEnumerable<(string Type, NiemText Value, NiemText? State)> Ids(NiemNode person)
    {
        foreach (var (name, type) in new[] { ("j:PersonFBIIdentification", "FBI"), ("j:PersonStateFingerprintIdentification", "SID"), ("j:DriverLicense", "DL"), ("nc:PersonOtherIdentification", "other") })
        {
            foreach (var id in person.All(name))
            {
                if (id.Text(Identification) is { } value)
                {
                    var kind = type == "other" && id.Text("nc:IdentificationCategoryText") is { Value: "DOC" } ? "DOC" : type;
                    yield return (kind, value, id.One("nc:IdentificationIssuerState")?.Text("usps:StateCode", "ncic:StateUSCode", "nc:StateCode"));
                }
            }
        }
    }

    private static IEnumerable<NiemText> Phones(NiemNode contact)
    {
        foreach (var number in contact.All("nc:ContactTelephoneNumber"))
        {
            if (number.One("nc:FullTelephoneNumber")?.Text("nc:TelephoneNumberFullID") is { } full)
            {
                yield return full;
            }
            else if (number.One("nc:NANPTelephoneNumber") is { } parts
                && parts.Text("nc:TelephoneAreaCodeID") is { } area && parts.Text("nc:TelephoneExchangeID") is { } exchange && parts.Text("nc:TelephoneLineID") is { } line)
            {
                yield return new NiemText($"{area.Value}-{exchange.Value}-{line.Value}", parts.Path);
            }
        }
    }
}
