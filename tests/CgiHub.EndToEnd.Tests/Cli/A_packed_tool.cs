using System.Diagnostics;

namespace CgiHub.EndToEnd.Tests.Cli;

public sealed class A_packed_tool
{
    [Fact]
    public async Task Is_installed_as_the_page_says_and_runs()
    {
        var folder = Directory.CreateTempSubdirectory("cgihub-pack-");
        try
        {
            var (packages, bin) = (Path.Combine(folder.FullName, "tool"), Path.Combine(folder.FullName, "bin"));
            await RunAsync("dotnet", "pack", Path.Combine(Root(), "functions", "CgiHub.Cli"), "--output", packages, "--nologo");
            await RunAsync("dotnet", "tool", "install", "CgiHub.Cli", "--tool-path", bin, "--add-source", packages);
            Assert.Contains("evidence", await RunAsync(Path.Combine(bin, "cgihub"), "--help"), StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}:\n{await output}\n{await error}");
        return await output;
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CgiHub.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The repository's root.");
        }

        return folder.FullName;
    }
}
