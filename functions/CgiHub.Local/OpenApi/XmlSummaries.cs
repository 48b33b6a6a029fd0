using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CgiHub.Local.OpenApi;

/// <summary>The summaries of an assembly's documentation file.</summary>
internal sealed partial class XmlSummaries
{
    private readonly Dictionary<string, string> _summaries;

    private XmlSummaries(Dictionary<string, string> summaries) => _summaries = summaries;

    /// <summary>Reads the file beside an assembly.</summary>
    public static XmlSummaries Of(Assembly assembly)
    {
        var file = Path.ChangeExtension(assembly.Location, ".xml");
        var members = XDocument.Load(file).Descendants("member");
        return new XmlSummaries(members
            .Where(m => m.Element("summary") is not null)
            .GroupBy(m => Name(m.Attribute("name")!.Value), StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => Text(g.First().Element("summary")!), StringComparer.Ordinal));
    }

    /// <summary>The summary of a method; empty where it has none.</summary>
    public string Of(MethodInfo method) => _summaries.GetValueOrDefault($"M:{method.DeclaringType!.FullName}.{method.Name}", "");

    /// <summary>The summary of a property; empty where it has none.</summary>
    public string Of(PropertyInfo property) => _summaries.GetValueOrDefault($"P:{property.DeclaringType!.FullName}.{property.Name}", "");

    private static string Name(string id) => id.Split('(')[0];

    private static string Text(XElement summary)
    {
        foreach (var reference in summary.Descendants("see").Where(s => s.Attribute("cref") is not null))
        {
            reference.Value = reference.Attribute("cref")!.Value.Split('.')[^1];
        }

        return Blanks().Replace(summary.Value, " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
