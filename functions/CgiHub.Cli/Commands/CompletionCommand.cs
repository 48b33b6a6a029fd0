using System.CommandLine;

namespace CgiHub.Cli.Commands;

/// <summary><c>completion</c>: what a shell needs to complete the tool's commands and options.</summary>
internal sealed class CompletionCommand : ToolCommand
{
    // The tool itself knows the completions: cgihub "[suggest:POSITION]" "LINE" prints them.
    private const string Bash = """
        _cgihub() {
          local IFS=$'\n'
          COMPREPLY=($(cgihub "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null))
          COMPREPLY=($(compgen -W "${COMPREPLY[*]}" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _cgihub cgihub
        """;

    private const string Zsh = """
        _cgihub() {
          local line="${words[*]}"
          compadd -- ${(f)"$(cgihub "[suggest:${#line}]" "${line}" 2>/dev/null)"}
        }
        compdef _cgihub cgihub
        """;

    private const string Fish = """
        complete -c cgihub -a '(cgihub "[suggest:"(string length -- (commandline -cp))"]" (commandline -cp) 2>/dev/null)'
        """;

    private const string PowerShell = """
        Register-ArgumentCompleter -Native -CommandName cgihub -ScriptBlock {
          param($word, $line, $position)
          cgihub "[suggest:$position]" "$line" 2>$null | Where-Object { $_ -like "$word*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
        }
        """;

    private readonly Argument<string> _shell = new("shell") { Description = "For which shell." };

    /// <inheritdoc/>
    public override Command Describe()
    {
        _shell.AcceptOnlyFromAmong("bash", "zsh", "fish", "pwsh");
        return new Command("completion", "Prints what a shell needs to complete commands: eval \"$(cgihub completion bash)\"") { _shell };
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation call, CancellationToken cancel)
    {
        Console.WriteLine(call.Get(_shell) switch { "bash" => Bash, "zsh" => Zsh, "fish" => Fish, _ => PowerShell });
        return Task.FromResult(ExitCodes.Done);
    }
}
