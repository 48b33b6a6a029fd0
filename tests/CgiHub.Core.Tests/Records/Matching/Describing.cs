using CgiHub.Core.Records;
using CsCheck;

namespace CgiHub.Core.Tests.Records.Matching;

/// <summary>Made-up descriptions, so few that many are of people who could be one.</summary>
internal static class Describing
{
    private static readonly Gen<string> Given = Gen.OneOfConst("Testa", "Tetsa", "Uno", "Robert", "Bob", "Rob", "T", "");
    private static readonly Gen<string> Family = Gen.OneOfConst("Trotworth", "Trotwroth", "Sample", "Smith", "Robert", "");
    private static readonly Gen<DateOnly?> Dob = Gen.OneOfConst<DateOnly?>(new DateOnly(1986, 4, 11), new DateOnly(1986, 11, 4), new DateOnly(1986, 4, 12), new DateOnly(1960, 2, 3), null);
    private static readonly Gen<string?> Address = Gen.OneOfConst("1482 Senfield Street, Springfield, NY 12063", "1482 Senfeild St, Springfield", "7 Porta Lane, Newton, NY 12110", null);
    private static readonly Gen<string?> Fbi = Gen.OneOfConst<string?>(null, null, null, "12345AB6", "98765CD4");

    /// <summary>Anybody, with anything missing.</summary>
    public static readonly Gen<Person> Person = Gen.Select(Given, Family, Dob, Address, Fbi, Gen.OneOfConst("5185551234", "555-1234", null)).Select((given, family, dob, address, fbi, phone) => new Person
    {
        Name = new PersonName { Given = given, Family = family },
        Dob = dob,
        Address = address,
        Phones = phone is null ? null : [phone],
        Ids = fbi is null ? null : [new PersonIdentifier { Type = PersonIdentifierType.Fbi, Value = fbi }],
    });

    /// <summary>With name, date of birth and address.</summary>
    public static readonly Gen<Person> Full = Person.Where(p => p.Name!.Given.Length > 1 && p.Name.Family.Length > 0 && p.Dob is not null && p.Address is not null);
}
