using System.Text.RegularExpressions;

namespace CgiHub.Core.Records;

/// <summary>
/// Whether conditions of supervision forbid firearms, read from the words in which courts and boards write them.
/// </summary>
/// <remarks>
/// Each sentence is read word by word. A negation (no, not, never, cannot) or a word that forbids (prohibited, refrain, surrender …) stands until a permission,
/// a duty or another object (associate, reside, travel …) takes its place; a word for a gun, a weapon or ammunition under it makes the condition one that forbids.
/// A word that forbids may also follow (<c>firearms prohibited</c>). What is lifted, or said not to be forbidden, forbids nothing;
/// a gun word in a name (<c>gun court</c>, <c>firearm safety class</c>) is none; the federal ban by its number (18 U.S.C. 922(g)) is one.
/// A ban with an exception is a ban. No condition that forbids is not the same as leave to possess.
/// </remarks>
public static partial class FirearmConditions
{
    private static readonly HashSet<string> Guns = Set("firearm firearms gun guns handgun handguns rifle rifles shotgun shotguns pistol pistols revolver revolvers weapon weapons weaponry ammunition ammo");
    private static readonly HashSet<string> InNames = Set("safety court violence offender offenders registry registration charge charges offense offenses conviction convictions training course class buyback case");
    private static readonly HashSet<string> Negations = Set("no not never cannot neither nor cant can't dont don't mustn't shan't won't");
    private static readonly HashSet<string> Forbidding = Set("prohibited prohibits prohibit prohibition prohibitions forbidden forbids barred banned ban refrain refrains abstain surrender surrendered relinquish relinquished forfeit forfeited disqualified ineligible");
    private static readonly HashSet<string> Permitting = Set("may can allowed permitted authorized authorised exempt restored");
    private static readonly HashSet<string> Duties = Set("shall must will should required attend complete report submit pay notify");
    private static readonly HashSet<string> OtherObjects = Set("associate associating association contact reside residing frequent enter loiter leave leaving travel visit");
    private static readonly HashSet<string> Lifting = Set("lifted removed waived vacated expired terminated ended rescinded suspended");
    private static readonly HashSet<string> Bans = Set("restriction restrictions condition conditions prohibition prohibitions ban bans");
    private static readonly HashSet<string> Having = Set("be possess possessed own owned have carry carried use used kept keep");

    /// <summary>The first of some conditions that forbids firearms, as it is written; null where none does.</summary>
    public static string? Find(IReadOnlyList<string>? conditions) => conditions?.FirstOrDefault(c => c is not null && Forbids(c));

    /// <summary>Whether one condition forbids firearms, ammunition or weapons at large.</summary>
    public static bool Forbids(string condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return FederalBan().IsMatch(condition) || Sentence().Split(condition.ToLowerInvariant().Replace('’', '\'')).Any(s => SentenceForbids([.. Word().Matches(s).Select(m => m.Value)]));
    }

    private static bool SentenceForbids(string[] words)
    {
        var forbidden = false;
        var named = false;
        for (var i = 0; i < words.Length; i++)
        {
            var word = words[i];
            var next = i + 1 < words.Length ? words[i + 1] : "";
            if (Guns.Contains(word) && !InNames.Contains(next))
            {
                if (forbidden)
                {
                    // "No firearm restrictions." says that there are none.
                    return !(Bans.Contains(next) && words.Length - i <= 3);
                }

                named = true;
            }
            else if (Negations.Contains(word))
            {
                if (Forbidding.Contains(next) || next is "subject" or "required" or "restricted" || (next == "longer" && i + 2 < words.Length && (Forbidding.Contains(words[i + 2]) || words[i + 2] is "subject" or "restricted")))
                {
                    return false;
                }

                if (named && (Permitting.Contains(next) || Following(words, i, 3).Any(Having.Contains) || (word == "no" && next.Length == 0)))
                {
                    return true;
                }

                forbidden = true;
            }
            else if (Forbidding.Contains(word))
            {
                if (Following(words, i, 5).Any(Lifting.Contains))
                {
                    return false;
                }

                if (named)
                {
                    return true;
                }

                forbidden = true;
            }
            else if ((Permitting.Contains(word) || Duties.Contains(word)) && !Negations.Contains(next) && (i == 0 || !Negations.Contains(words[i - 1])))
            {
                forbidden = false;
            }
            else if (OtherObjects.Contains(word) && !(next == "with" && Following(words, i + 1, 2).Any(Guns.Contains)))
            {
                forbidden = false;
            }
        }

        return false;
    }

    private static ArraySegment<string> Following(string[] words, int at, int most) => new(words, Math.Min(at + 1, words.Length), Math.Max(0, Math.Min(most, words.Length - at - 1)));

    private static HashSet<string> Set(string words) => [.. words.Split(' ')];

    [GeneratedRegex(@"[.;!?\n\r]+|\bbut\b|\bexcept\b|\bunless\b|\bhowever\b", RegexOptions.CultureInvariant)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"[\p{L}']+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex(@"\b922\s*\(\s*[gn]\s*\)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex FederalBan();
}
