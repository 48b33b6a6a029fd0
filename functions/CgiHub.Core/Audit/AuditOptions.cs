using System.ComponentModel.DataAnnotations;

namespace CgiHub.Core.Audit;

/// <summary>Settings under <c>CgiHub:Audit</c>.</summary>
public sealed class AuditOptions
{
    /// <summary>Names this host's chain; each host that writes at the same time needs its own. Default: the machine's name.</summary>
    [Required, RegularExpression("^[A-Za-z0-9._-]{1,64}$")]
    public string Writer { get; init; } = Sanitised(Environment.MachineName);

    /// <summary>Attempts that may wait to be written before callers wait, too. Default 10,000.</summary>
    [Range(100, 1_000_000)]
    public int QueueLimit { get; init; } = 10_000;

    /// <summary>Entries looked at for one page of a filtered listing; beyond it the page is short and has a cursor. Default 20,000.</summary>
    [Range(200, 1_000_000)]
    public int MaxScan { get; init; } = 20_000;

    private static string Sanitised(string name)
    {
        var letters = name.Where(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-').Take(64).ToArray();
        return letters.Length == 0 ? "hub" : new string(letters);
    }
}
