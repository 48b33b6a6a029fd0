using System.CommandLine;

namespace CgiHub.Cli;

/// <summary>Options that every command takes.</summary>
internal sealed class CommonOptions
{
    /// <summary>The hub.</summary>
    public Option<string?> Hub { get; } = new("--hub") { Description = "The hub's address (environment: CGIHUB_HUB); https, except on this machine.", Recursive = true, HelpName = "URL" };

    /// <summary>Machine-readable results.</summary>
    public Option<bool> Json { get; } = new("--json") { Description = "Results as JSON on standard output, faults as JSON on standard error.", Recursive = true };

    /// <summary>Whose session.</summary>
    public Option<string> Profile { get; } = new("--profile") { Description = "Which sign-in to use.", Recursive = true, DefaultValueFactory = _ => "default", HelpName = "NAME" };

    /// <summary>Patience.</summary>
    public Option<int> Retries { get; } = Bounded(new Option<int>("--retries") { Description = "How often a request is made again after 429, 503 and broken connections.", Recursive = true, DefaultValueFactory = _ => 6, HelpName = "N" }, 0, 100);

    /// <summary>Adds them to the root.</summary>
    public void AddTo(RootCommand root)
    {
        root.Options.Add(Hub);
        root.Options.Add(Json);
        root.Options.Add(Profile);
        root.Options.Add(Retries);
    }

    /// <summary>Refuses whole numbers outside a range.</summary>
    public static Option<int> Bounded(Option<int> option, int least, int most)
    {
        option.Validators.Add(given =>
        {
            if (given.Tokens.Count > 0 && (!int.TryParse(given.Tokens[0].Value, out var value) || value < least || value > most))
            {
                given.AddError($"{option.Name} is a whole number from {least} to {most}.");
            }
        });
        return option;
    }
}
