using System.Globalization;
using CgiHub.Core.Records;

namespace CgiHub.Core.Feeds.Readers;

/// <summary>NIBIN leads, hits and eliminations.</summary>
public sealed class NibinFeed() : Feed<NibinNotice>("nibin", RecordsJson.Default.NibinNotice)
{
    /// <summary>Exhibits in columns of their own: <c>ori_a, case_number_a, exhibit_number_a, ori_b</c> and so on.</summary>
    public override string? Alias(string column)
    {
        ArgumentNullException.ThrowIfNull(column);
        var name = column.Trim();
        return name.Length > 2 && name[^2] == '_' && char.IsAsciiLetter(name[^1])
            ? string.Create(CultureInfo.InvariantCulture, $"exhibits.{char.ToLowerInvariant(name[^1]) - 'a'}.{name[..^2]}")
            : null;
    }

    /// <summary>A row is about the exhibits of several agencies, and each of them is owed it: none of it can be kept from them.</summary>
    public override bool MayBeKept => false;

    /// <inheritdoc/>
    protected override void Check(NibinNotice record, RowCheck check)
    {
        check.Text("leadNumber", record.LeadNumber, 100);
        check.Time("at", record.At);
        check.OptionalText("confirmedBy", record.ConfirmedBy, 200);
        check.OptionalText("labCaseNumber", record.LabCaseNumber, 100);
        check.OptionalText("note", record.Note, 20_000);
        CheckExhibits(record.Exhibits, check);
    }

    private static void CheckExhibits(IReadOnlyList<NibinExhibit>? exhibits, RowCheck check)
    {
        if (exhibits is null)
        {
            check.Fault("exhibits", "required", "This field is required.");
            return;
        }

        check.Each("exhibits", exhibits, 200, static (c, exhibit) =>
        {
            c.Text("caseNumber", exhibit.CaseNumber, 100);
            c.Text("exhibitNumber", exhibit.ExhibitNumber, 100);
            c.OptionalText("caliber", exhibit.Caliber, 50);
            c.Time("enteredAt", exhibit.EnteredAt);
        });
        if (check.Failed)
        {
            return;
        }

        // A lead associates two exhibits: the same one twice is still one.
        if (exhibits.Select(e => EntityKey.Exhibit(e.Ori, e.CaseNumber, e.ExhibitNumber)).Distinct().Count() < 2)
        {
            check.Fault("exhibits", "exhibits.tooFew", "A lead names at least two different exhibits.");
        }
        else if (!check.Rules.NibinSite && !exhibits.Any(e => e.Ori == check.Rules.Agency))
        {
            check.Fault("exhibits", "foreignExhibits", "Only a NIBIN site may send leads that touch no exhibit of its own.");
        }
    }
}
