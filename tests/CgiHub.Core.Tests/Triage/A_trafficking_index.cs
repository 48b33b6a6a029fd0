using CgiHub.Core.Records;
using CgiHub.Core.Triage;

namespace CgiHub.Core.Tests.Triage;

public sealed class A_trafficking_index
{
    private static readonly DateTimeOffset Bought = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static Trace Sold(double months, Person? purchaser = null, Person? possessor = null, string? dealer = "VA", string? recovery = "NY") => new()
    {
        SourceId = "t", TraceNumber = "T1", Serial = "A1", Make = "M",
        PurchasedAt = Bought, RecoveredAt = Bought.AddDays(months * 365 / 12),
        Purchaser = purchaser, Possessor = possessor, Ffl = new Ffl { State = dealer }, RecoveryState = recovery,
    };

    private static Person Named(string given, string family, string? dob = null, string? address = null) =>
        new() { Name = new PersonName { Given = given, Family = family }, Dob = dob is null ? null : DateOnly.Parse(dob, System.Globalization.CultureInfo.InvariantCulture), Address = address };

    [Fact]
    public void Is_100_for_a_gun_bought_by_somebody_else_in_another_state_and_recovered_that_day() =>
        Assert.Equal(100, TraffickingIndex.Of(Sold(0, Named("A", "B", "1990-01-01"), Named("C", "D", "1991-01-01")))!.Value, 9);

    [Theory]
    [InlineData(0, 80)]
    [InlineData(6, 79.2)]
    [InlineData(60, 72)]
    [InlineData(300, 40)]
    [InlineData(600, 0)]
    [InlineData(700, 0)]
    public void Falls_by_a_600th_of_80_each_month_when_nothing_else_speaks_for_it(double months, double expected) =>
        Assert.Equal(expected, TraffickingIndex.Of(Sold(months, dealer: "NY"))!.Value, 6);

    [Fact]
    public void Of_twelve_months_out_of_state_is_88_4() => Assert.Equal(88.4, TraffickingIndex.Of(Sold(12))!.Value, 6);

    [Fact]
    public void Is_none_when_the_gun_was_recovered_before_it_was_bought() => Assert.Null(TraffickingIndex.Of(Sold(-1)));

    [Fact]
    public void Is_none_when_a_date_is_missing()
    {
        Assert.Null(TraffickingIndex.Of(Sold(1) with { PurchasedAt = null }));
        Assert.Null(TraffickingIndex.Of(Sold(1) with { RecoveredAt = null }));
    }

    [Fact]
    public void Takes_purchaser_and_possessor_for_recorded_when_one_of_name_birth_date_or_address_agrees()
    {
        Assert.False(TraffickingIndex.Of(Sold(1, Named("Ann", "Lee", "1990-01-01"), Named("ANN", "LEE", "1999-09-09")))!.Unrecorded);
        Assert.False(TraffickingIndex.Of(Sold(1, Named("Ann", "Lee", "1990-01-01"), Named("Bob", "Roe", "1990-01-01")))!.Unrecorded);
        Assert.False(TraffickingIndex.Of(Sold(1, Named("Ann", "Lee", address: "1 Elm St."), Named("Bob", "Roe", address: "1 ELM ST")))!.Unrecorded);
        Assert.True(TraffickingIndex.Of(Sold(1, Named("Ann", "Lee", "1990-01-01"), Named("Bob", "Roe", "1991-01-01")))!.Unrecorded);
    }

    [Theory]
    [InlineData(false, false, false, true)]
    [InlineData(false, false, null, true)]
    [InlineData(false, true, false, false)]
    [InlineData(true, null, null, false)]
    [InlineData(null, null, null, false)]
    public void Takes_the_senders_word_where_the_sender_has_compared_them(bool? name, bool? dob, bool? address, bool unrecorded) =>
        Assert.Equal(unrecorded, TraffickingIndex.Of(Sold(1) with { SameName = name, SameDob = dob, SameAddress = address })!.Unrecorded);

    [Fact]
    public void Compares_what_the_sender_has_not()
    {
        var lee = Sold(1, Named("Ann", "Lee", "1990-01-01"), Named("Ann", "Lee", "1999-09-09"));
        Assert.True(TraffickingIndex.Of(lee with { SameName = false })!.Unrecorded);
        Assert.False(TraffickingIndex.Of(lee with { SameDob = false })!.Unrecorded);
    }

    [Fact]
    public void Assumes_nothing_of_what_is_not_known()
    {
        Assert.False(TraffickingIndex.Of(Sold(1, Named("Ann", "Lee")))!.Unrecorded);
        Assert.False(TraffickingIndex.Of(Sold(1, new Person { Dob = new DateOnly(1990, 1, 1) }, Named("Bob", "Roe")))!.Unrecorded);
        Assert.False(TraffickingIndex.Of(Sold(1, dealer: null))!.OutOfState);
        Assert.False(TraffickingIndex.Of(Sold(1, recovery: null))!.OutOfState);
    }
}
