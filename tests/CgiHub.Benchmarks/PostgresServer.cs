using System.Diagnostics;
using Npgsql;

namespace CgiHub.Benchmarks;

/// <summary>A PostgreSQL server of our own on a Unix socket in a temporary directory, with its durable defaults.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private readonly string _directory;
    private readonly string _binaries;

    private PostgresServer(string directory, string binaries, NpgsqlDataSource source) => (_directory, _binaries, Source) = (directory, binaries, source);

    public NpgsqlDataSource Source { get; }

    public string Version { get; private set; } = "";

    /// <summary>Starts one, or returns null where PostgreSQL is not installed.</summary>
    public static async Task<PostgresServer?> TryStartAsync(CancellationToken cancel)
    {
        var binaries = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")).Where(d => File.Exists(Path.Combine(d, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault()
            : null;
        if (binaries is null)
        {
            return null;
        }

        var directory = Directory.CreateTempSubdirectory("cgihub-postgres-").FullName;
        if (Environment.UserName == "root")
        {
            await RunAsync("chown", ["postgres", directory], cancel);
        }

        await RunAsServerAsync(Path.Combine(binaries, "initdb"), ["-D", Path.Combine(directory, "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale"], cancel);
        await RunAsServerAsync(Path.Combine(binaries, "pg_ctl"),
            ["-D", Path.Combine(directory, "data"), "-w", "-l", Path.Combine(directory, "log"), "-o", $"-c listen_addresses='' -c unix_socket_directories='{directory}' -c shared_buffers=1GB -c max_wal_size=8GB -c checkpoint_timeout=30min", "start"], cancel);
        var server = new PostgresServer(directory, binaries, NpgsqlDataSource.Create($"Host={directory};Username=postgres;Database=postgres;Command Timeout=3600"));
        server.Version = (string)(await server.ScalarAsync("SHOW server_version", cancel))!;
        return server;
    }

    public async Task ExecuteAsync(string sql, CancellationToken cancel)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancel);
    }

    public async Task<object?> ScalarAsync(string sql, CancellationToken cancel)
    {
        await using var command = Source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await RunAsServerAsync(Path.Combine(_binaries, "pg_ctl"), ["-D", Path.Combine(_directory, "data"), "-m", "immediate", "stop"], CancellationToken.None);
        Directory.Delete(_directory, recursive: true);
    }

    private static Task RunAsServerAsync(string program, string[] arguments, CancellationToken cancel) =>
        Environment.UserName == "root" ? RunAsync("runuser", ["-u", "postgres", "--", program, .. arguments], cancel) : RunAsync(program, arguments, cancel);

    private static async Task RunAsync(string program, string[] arguments, CancellationToken cancel)
    {
        // Output goes nowhere by shell redirection: pg_ctl's server would keep a pipe open.
        var start = new ProcessStartInfo("/bin/sh") { ArgumentList = { "-c", "exec \"$0\" \"$@\" >/dev/null 2>&1", program } };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        await process.WaitForExitAsync(cancel);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
        }
    }
}
