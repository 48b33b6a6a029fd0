using System.ComponentModel.DataAnnotations;

namespace CgiHub.Core.CaseMaps;

/// <summary>How far the linker walks, and when two things are near. Bound to <c>CgiHub:CaseMaps</c>.</summary>
public sealed class CaseMapOptions
{
    /// <summary>Most exhibits on one gun; a larger one is cut and says so. Default 2000.</summary>
    [Range(2, 100_000)]
    public int MaxExhibits { get; init; } = 2000;

    /// <summary>Most records read of one entity; what lies beyond is left out, and the picture says so. Default 5000.</summary>
    [Range(10, 1_000_000)]
    public int MaxRecordsPerEntity { get; init; } = 5000;

    /// <summary>Most partitions read for one picture. Default 5000.</summary>
    [Range(100, 1_000_000)]
    public int MaxReads { get; init; } = 5000;

    /// <summary>How many partitions, and records in them, the drawings that are kept until one of them is written to may rest on together; 0 keeps none. About 2 KiB each. Default 50,000.</summary>
    [Range(0, 10_000_000)]
    public int MaxKeptReads { get; init; } = 50_000;

    /// <summary>Most persons on one picture. Default 300.</summary>
    [Range(1, 10_000)]
    public int MaxPersons { get; init; } = 300;

    /// <summary>A trace whose recovery lies further than this from every recovery on record of the same serial number is doubtful. Default 365 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36500.00:00:00")]
    public TimeSpan TraceApart { get; init; } = TimeSpan.FromDays(365);

    /// <summary>How many times a person's records are searched for further keys of the same person. Default 3.</summary>
    [Range(0, 10)]
    public int PersonSteps { get; init; } = 3;

    /// <summary>Most different descriptions of persons that one key may join; a key used for more says nothing. Default 200.</summary>
    [Range(2, 10_000)]
    public int MaxDescriptionsPerKey { get; init; } = 200;

    /// <summary>Most records under one key of likeness that are compared; a key with more (a common name) is passed over, and the person's file says so. Default 150.</summary>
    [Range(0, 10_000)]
    public int MaxDescriptionsCompared { get; init; } = 150;

    /// <summary>Most keys of likeness opened for one picture; only persons under suspicion are looked for. Default 1000.</summary>
    [Range(0, 100_000)]
    public int MaxLikenessKeys { get; init; } = 1000;

    /// <summary>Most possible persons shown beside one. Default 10.</summary>
    [Range(0, 1000)]
    public int MaxPossible { get; init; } = 10;

    /// <summary>Most posts on one picture. Default 200.</summary>
    [Range(0, 10_000)]
    public int MaxPosts { get; init; } = 200;

    /// <summary>Most vehicles on one picture: those near several cases, then those on a hot list, then the nearest. Default 50.</summary>
    [Range(0, 10_000)]
    public int MaxVehicles { get; init; } = 50;

    /// <summary>Most alerts or plate reads looked at around one case. Default 5000.</summary>
    [Range(1, 1_000_000)]
    public int MaxReadsPerCase { get; init; } = 5000;

    /// <summary>Most links drawn on one case map. Default 20,000.</summary>
    [Range(10, 1_000_000)]
    public int MaxLinks { get; init; } = 20_000;

    /// <summary>Most agencies whose case and lead numbers a search tries, in the registry's order. Default 1000.</summary>
    [Range(0, 20_000)]
    public int MaxAgenciesSearched { get; init; } = 1000;

    /// <summary>Gunshot alerts this near to each other, or nearer, may be one event, in metres. Default 50 (as Washington, DC).</summary>
    [Range(0, 10_000)]
    public double GunshotMergeMetres { get; init; } = 50;

    /// <summary>Gunshot alerts this close to each other in time may be one event. Default 2 min (as Washington, DC).</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan GunshotMergeTime { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>A gunshot event belongs to a case this near, in metres. Default 250.</summary>
    [Range(0, 20_000)]
    public double GunshotMetres { get; init; } = 250;

    /// <summary>How long before a case a gunshot event belongs to it. Default 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan GunshotBefore { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long after a case a gunshot event belongs to it. Default 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan GunshotAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>An incident this near to a gunshot alert, in metres, is a call about it. Default 300, more than a case map asks for: a shooting is not to count as unreported because a place was written down roughly.</summary>
    [Range(0, 20_000)]
    public double CallMetres { get; init; } = 300;

    /// <summary>How long before an incident a gunshot alert can be, for the incident to be a call about it. Default 15 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan CallBefore { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long after an incident's time a gunshot alert can be, for the incident to be a call about it. Default 30 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan CallAfter { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How many days back gunshots are listed where the caller does not say. Default 7.</summary>
    [Range(1, 366)]
    public int GunshotListDays { get; init; } = 7;

    /// <summary>Most days looked through for one page of gunshots; a page that ends for this has a cursor. Default 31.</summary>
    [Range(1, 366)]
    public int MaxDaysPerPage { get; init; } = 31;

    /// <summary>Most gunshot alerts, and most incidents, read of one span of days; what lies beyond is left out, and the answer says so. Default 50,000.</summary>
    [Range(100, 1_000_000)]
    public int MaxRecordsPerSpan { get; init; } = 50_000;

    /// <summary>Most plates shown with a gunshot event: those on a hot list, then the nearest. Default 5.</summary>
    [Range(0, 100)]
    public int MaxPlatesPerGunshot { get; init; } = 5;

    /// <summary>Shootings this near to one of them, in metres, are at one place. Default 150.</summary>
    [Range(1, 5_000)]
    public double PlaceMetres { get; init; } = 150;

    /// <summary>How many days back shootings count for a place where the caller does not say. Default 30.</summary>
    [Range(1, 366)]
    public int PlaceDays { get; init; } = 30;

    /// <summary>Most shootings, the newest, that are grouped into places; beyond that the answer says so. Default 5000.</summary>
    [Range(10, 20_000)]
    public int MaxPlaceShootings { get; init; } = 5000;

    /// <summary>Most shootings of each kind shown of one place, the newest. Default 20.</summary>
    [Range(1, 200)]
    public int MaxShootingsPerPlace { get; init; } = 20;

    /// <summary>Shootings of other guns this near to one of a lead's newest events, in metres, are near it. Default 500.</summary>
    [Range(0, 5_000)]
    public double SeriesMetres { get; init; } = 500;

    /// <summary>So many days before and after one of a lead's newest events shootings of other guns are near it. Default 90.</summary>
    [Range(0, 366)]
    public int SeriesDays { get; init; } = 90;

    /// <summary>Around how many of a lead's newest events shootings of other guns are looked for. Default 3.</summary>
    [Range(0, 100)]
    public int SeriesEvents { get; init; } = 3;

    /// <summary>Most shootings of other guns on one picture, the newest. Default 50.</summary>
    [Range(0, 1_000)]
    public int MaxSeries { get; init; } = 50;

    /// <summary>A plate read belongs to a case this near, in metres. Default 800.</summary>
    [Range(0, 20_000)]
    public double VehicleMetres { get; init; } = 800;

    /// <summary>How long before a case a plate read belongs to it. Default 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan VehicleBefore { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long after a case a plate read belongs to it. Default 20 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan VehicleAfter { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>
    /// How long records that fill in a lead are collected before it is looked at again; NIBIN rows never wait, but for those of an agency's history. Default 2 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan FillInDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How far the clocks of two workers may be apart; fill-ins wait this much longer. Default 250 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromMilliseconds(250);
}
