using System.Globalization;
using CgiHub.Core.Agencies;

namespace CgiHub.Partners.Simulation;

/// <summary>Lays out a region. Every name and number in it is made up; the place is open farmland.</summary>
internal static class WorldBuilder
{
    private const double North = 41.5;
    private const double West = -99.9;

    private static readonly string[] Towns =
    [
        "Alder Falls", "Brant Harbor", "Calder Mills", "Dunmore Heights", "Easton Ridge", "Fairhollow", "Garnet Springs", "Holloway", "Ivorydale", "Juniper Flats",
        "Kestrel Bay", "Larkmoor", "Marlow Junction", "Northgate", "Oakhurst Park", "Pinewater", "Quarry Hill", "Redfern", "Stonebridge", "Thornbury",
    ];

    private static readonly string[] CrewNames =
    [
        "Ninth Street", "Mill Road", "Harbor Side", "Cutters Row", "Orchard Block", "Tower Hill", "Bayview Set", "Canal Street", "Foundry Boys", "Lower Pine",
        "Summit Ave", "Garden Court", "Switchyard", "Eastline", "Quarry Set", "Delta Park", "Union Flats", "Kings Walk", "Rail End", "Cedar Court",
    ];

    private static readonly string[] GivenNames =
    [
        "Aaron", "Adrian", "Andre", "Anthony", "Brandon", "Brian", "Carlos", "Cedric", "Christopher", "Corey", "Curtis", "Damon", "Darius", "David", "Dominic", "Edgar",
        "Elijah", "Eric", "Felix", "Gabriel", "Hector", "Isaiah", "Ivan", "Jaylen", "Jerome", "Jonathan", "Jordan", "Julian", "Kevin", "Kyle", "Leon", "Luis",
        "Malik", "Marcus", "Mason", "Miguel", "Nathan", "Omar", "Oscar", "Patrick", "Quentin", "Rafael", "Raymond", "Reggie", "Samuel", "Stephen", "Terrence", "Travis",
        "Victor", "Wesley", "Alicia", "Brianna", "Carla", "Denise", "Erica", "Jasmine", "Latoya", "Monica", "Natalie", "Vanessa",
    ];

    private static readonly string[] FamilyNames =
    [
        "Abbott", "Alvarez", "Barnes", "Bellamy", "Briggs", "Caldwell", "Castillo", "Chandler", "Coleman", "Crawford", "Dalton", "Delgado", "Dixon", "Ellison", "Farrell", "Fletcher",
        "Fuentes", "Gaines", "Gallagher", "Gibbs", "Hampton", "Harlow", "Hendricks", "Holloman", "Ibarra", "Jennings", "Keller", "Kirkland", "Lambert", "Langston", "Lowery", "Maddox",
        "Marquez", "McCray", "Mercer", "Montoya", "Navarro", "Newell", "Odom", "Ortega", "Pacheco", "Pruitt", "Quarles", "Ramsey", "Redmond", "Rosario", "Salazar", "Sawyer",
        "Shelton", "Sutton", "Tackett", "Tillman", "Underwood", "Valdez", "Vaughn", "Wheeler", "Whitfield", "Winslow", "Yarborough", "Zimmer",
    ];

    private static readonly string[] Streets = ["Alder St", "Birch Ave", "Canal St", "Depot Rd", "Elm St", "Foundry Ln", "Grant Ave", "Harbor Blvd", "Lincoln St", "Mill Rd", "Ninth St", "Orchard Way"];

    private static readonly string[] DealerStates = [World.State, World.State, World.State, "GA", "SC", "IN", "TX", "MO", "KS"];

    private static readonly GunModel[] Models =
    [
        new("Glock", "19", "pistol", "9mm", 6), new("Glock", "22", "pistol", ".40 S&W", 3), new("Taurus", "G2C", "pistol", "9mm", 5), new("Smith & Wesson", "SD9VE", "pistol", "9mm", 3),
        new("Smith & Wesson", "M&P 40", "pistol", ".40 S&W", 2), new("Ruger", "P95", "pistol", "9mm", 2), new("Ruger", "LCP", "pistol", ".380 ACP", 2), new("SCCY", "CPX-2", "pistol", "9mm", 2),
        new("Hi-Point", "C9", "pistol", "9mm", 2), new("Springfield", "XD-45", "pistol", ".45 ACP", 1), new("Romarm", "Draco", "pistol", "7.62x39", 1), new("Anderson", "AM-15", "rifle", "5.56x45", 1),
    ];

    public static World Build(SimulationOptions options, Dice dice)
    {
        var agencies = Agencies(options.Agencies, dice.Fork("agencies"));
        var persons = new List<SimulatedPerson>();
        var known = new HashSet<(string, string, DateOnly)>();
        var people = dice.Fork("people");
        var crews = Crews(options, agencies, dice.Fork("crews"), name => Person(name).Id);
        var bystanders = 60 + (int)(options.Days * (options.SpontaneousPerDay + options.LonersPerDay + options.RecoveriesPerDay) * 2.5);
        var outsiders = Enumerable.Range(0, bystanders).Select(_ => Person(null).Id).ToList();
        var guns = Guns(options, outsiders, dice.Fork("guns"));
        return new World(agencies, crews, persons, guns);

        SimulatedPerson Person(string? crew)
        {
            string given, family;
            DateOnly dob;
            do
            {
                given = people.Pick(GivenNames);
                family = people.Pick(FamilyNames);
                var age = crew is null ? people.Between(18, 70) : people.Between(16, 34);
                dob = DateOnly.FromDateTime(options.Start.UtcDateTime.Date).AddDays(-age * 365 - people.Below(365));
            }
            while (!known.Add((given, family, dob)));

            var person = new SimulatedPerson
            {
                Id = string.Create(CultureInfo.InvariantCulture, $"P{persons.Count + 1:D4}"),
                Given = given,
                Family = family,
                Dob = dob,
                Sex = Array.IndexOf(GivenNames, given) < 50 ? "M" : "F",
                Sid = string.Create(CultureInfo.InvariantCulture, $"{World.State}{100_000 + persons.Count}{people.Digits(2)}"),
                Address = $"{people.Between(100, 2999)} {people.Pick(Streets)}",
                Phone = $"308-555-01{people.Digits(2)}",
                Plate = Plate(people, persons.Count),
                Crew = crew,
            };
            persons.Add(person);
            return person;
        }
    }

    /// <summary>A plate that no other car has, because the number is in it.</summary>
    public static string Plate(Dice dice, int number) => string.Create(CultureInfo.InvariantCulture, $"{dice.Letters(3)}{number:D4}");

    private static List<SimulatedAgency> Agencies(int count, Dice dice)
    {
        var across = (int)Math.Ceiling(Math.Sqrt(count));
        var taskForce = Ori.Parse("ZZTF00100");
        var agencies = new List<SimulatedAgency>();
        for (var i = 0; i < count; i++)
        {
            var lat = Round(North - 0.09 * (i / across));
            var lon = Round(West + 0.12 * (i % across));
            var ori = Ori.Parse(string.Create(CultureInfo.InvariantCulture, $"ZZ{i + 1:D3}0100"));
            var name = Towns[i % Towns.Length] + (i < Towns.Length ? "" : $" Township {i / Towns.Length + 1}") + (i % 5 == 4 ? " County Sheriff" : " Police");
            var agency = new Agency(ori, name)
            {
                Contact = string.Create(CultureInfo.InvariantCulture, $"308-555-01{i % 100:D2}"),
                Recipients = i is 0 or 2 ? [taskForce] : [],
            };
            var readers = Enumerable.Range(1, 5)
                .Select(n => new PlateReader(string.Create(CultureInfo.InvariantCulture, $"{ori.Value[2..5]}-LPR-{n}"), Round(lat + dice.Between(-0.03, 0.03)), Round(lon + dice.Between(-0.04, 0.04))))
                .ToList();
            agencies.Add(new SimulatedAgency(agency, AgencyRole.Police, lat, lon) { HearsGunshots = i % 5 < 3, Readers = readers });
        }

        agencies.Add(new(new Agency(Ori.Parse("ZZLAB0100"), "Tri-County Forensic Laboratory (NIBIN)") { NibinSite = true }, AgencyRole.Laboratory, North, West));
        agencies.Add(new(new Agency(Ori.Parse("ZZPRB0100"), "Tri-County Probation"), AgencyRole.Probation, North, West));
        agencies.Add(new(new Agency(Ori.Parse("ZZPAR0100"), "State Parole, District 4"), AgencyRole.Parole, North, West));
        agencies.Add(new(new Agency(taskForce, "Tri-County Gun Violence Task Force"), AgencyRole.TaskForce, North, West));
        return agencies;
    }

    private static List<Crew> Crews(SimulationOptions options, List<SimulatedAgency> agencies, Dice dice, Func<string, string> addMember)
    {
        var crews = new List<Crew>();
        for (var i = 0; i < options.Crews; i++)
        {
            var name = CrewNames[i % CrewNames.Length] + (i < CrewNames.Length ? "" : string.Create(CultureInfo.InvariantCulture, $" {i / CrewNames.Length + 1}"));
            var home = dice.Below(options.Agencies);
            var members = Enumerable.Range(0, dice.Between(6, 14)).Select(_ => addMember(name)).ToList();
            crews.Add(new Crew(i, name, home, Round(agencies[home].Lat + dice.Between(-0.025, 0.025)), Round(agencies[home].Lon + dice.Between(-0.035, 0.035)), members));
        }

        return crews;
    }

    private static List<SimulatedGun> Guns(SimulationOptions options, List<string> purchasers, Dice dice)
    {
        // Each loner and each recovery takes a gun for good, crews begin with some, and a shooting between crews may take two more.
        var count = options.Crews * 4 + 60 + (int)(options.Days * ((options.LonersPerDay + options.RecoveriesPerDay) * 2 + options.SpontaneousPerDay / (1 - options.RetaliationRatio) * 1.5));
        var guns = new List<SimulatedGun>();
        for (var i = 0; i < count; i++)
        {
            var model = dice.Pick(Models, m => m.Weight);
            guns.Add(new SimulatedGun
            {
                Id = string.Create(CultureInfo.InvariantCulture, $"G{i + 1:D4}"),
                Number = i,
                Make = model.Make,
                Model = model.Name,
                Type = model.Type,
                Caliber = model.Caliber,
                Serial = string.Create(CultureInfo.InvariantCulture, $"{dice.Letters(3)}{10_000 + i}{dice.Digits(2)}"),
                PurchasedAt = options.Start.AddDays(-Math.Min(12_000, Math.Round(30 + dice.Exponential(dice.Chance(0.3) ? 200 : 2400)))),
                Purchaser = dice.Pick(purchasers),
                DealerState = dice.Pick(DealerStates),
                Appeal = Math.Exp(dice.Normal(0, 1)),
            });
        }

        return guns;
    }

    /// <summary>Five decimals, about a metre: enough, and the same on every machine.</summary>
    public static double Round(double degrees) => Math.Round(degrees, 5);

    private sealed record GunModel(string Make, string Name, string Type, string Caliber, double Weight);
}
