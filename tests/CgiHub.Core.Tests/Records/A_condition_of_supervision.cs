using CgiHub.Core.Records;

namespace CgiHub.Core.Tests.Records;

public sealed class A_condition_of_supervision
{
    [Theory]
    [InlineData("No firearms")]
    [InlineData("NO WEAPONS")]
    [InlineData("no guns or ammo")]
    [InlineData("You must not own, possess, or have access to a firearm, ammunition, destructive device, or dangerous weapon (i.e., anything that was designed, or was modified for, the specific purpose of causing bodily injury or death to another person such as nunchakus or tasers).")]
    [InlineData("The defendant shall not possess a firearm, destructive device, or any other dangerous weapon.")]
    [InlineData("Parolee may not own, possess or purchase any firearm or imitation firearm.")]
    [InlineData("Shall refrain from the use or possession of any firearm or other deadly weapon.")]
    [InlineData("Possession of firearms is prohibited.")]
    [InlineData("Firearms prohibited")]
    [InlineData("Prohibited from owning, using or carrying handguns, rifles or shotguns")]
    [InlineData("Surrender all firearms to the sheriff within 24 hours")]
    [InlineData("Weapons are not allowed")]
    [InlineData("Firearms must not be kept in the home")]
    [InlineData("You shall not own, possess, or have contact with firearms")]
    [InlineData("Do not leave the county. No guns.")]
    [InlineData("No contact with the victim, no alcohol, no weapons")]
    [InlineData("No firearms except as required by employment")]
    [InlineData("Don’t possess any pistol or revolver")]
    [InlineData("Subject to 18 U.S.C. § 922(g)")]
    [InlineData("Not permitted to possess firearms")]
    [InlineData("Weapons: NO")]
    [InlineData("May not leave the state and may not carry a gun")]
    public void Forbids_firearms(string text) => Assert.True(FirearmConditions.Forbids(text));

    [Theory]
    [InlineData("")]
    [InlineData("Curfew 9 pm to 6 am")]
    [InlineData("May possess firearms for work")]
    [InlineData("Allowed to carry a firearm as an armed guard")]
    [InlineData("No firearm restrictions")]
    [InlineData("Not prohibited from possessing firearms")]
    [InlineData("No longer prohibited from possessing firearms")]
    [InlineData("Firearm prohibition lifted on 1 June")]
    [InlineData("Complete a firearm safety class")]
    [InlineData("Must not miss gun court")]
    [InlineData("Shall not leave the county and shall attend a weapons training")]
    [InlineData("No contact with co-defendants in the weapons case")]
    [InlineData("Shall not leave the state, may possess firearms for work")]
    [InlineData("Shall not associate with persons who carry guns")]
    [InlineData("Submit to searches for drugs and firearms")]
    [InlineData("No alcohol. Report to the gun violence unit weekly.")]
    [InlineData("Not required to surrender firearms")]
    public void Forbids_none(string text) => Assert.False(FirearmConditions.Forbids(text));

    [Fact]
    public void Is_named_as_it_is_written() => Assert.Equal("NO guns", FirearmConditions.Find(["Curfew", "NO guns", "no weapons"]));

    [Fact]
    public void Is_none_where_nobody_wrote_any() => Assert.Null(FirearmConditions.Find(null));
}
