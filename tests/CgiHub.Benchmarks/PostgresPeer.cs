using System.Diagnostics;
using Npgsql;

namespace CgiHub.Benchmarks;

/// <summary>A PostgreSQL server of our own on a Unix socket in a temporary directory, with its durable defaults.</summary>
internal sealed class PostgresPeer : IAsyncDisposable
{
    private readonly string _directory;
    private readonly string _binaries;
    private readonly NpgsqlDataSource _source;

    private PostgresPeer(string directory, string binaries, NpgsqlDataSource source) => (_directory, _binaries, _source) = (directory, binaries, source);

    public string Version { get; private set; } = "";

    /// <summary>Starts one, or returns null where PostgreSQL is not installed.</summary>
    public static async Task<PostgresPeer?> TryStartAsync(CancellationToken cancel)
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
        var source = NpgsqlDataSource.Create($"Host={directory};Username=postgres;Database=postgres;Command Timeout=600");
        var peer = new PostgresPeer(directory, binaries, source);
        await using var version = source.CreateCommand("SHOW server_version");
        peer.Version = (string)(await version.ExecuteScalarAsync(cancel))!;
        return peer;
    }

    /// <summary>Empty tables: a staging table, and one with a unique key and two indexes (place and time, plate and time).</summary>
    public async Task PrepareAsync(CancellationToken cancel)
    {
        await using var command = _source.CreateCommand("""
            DROP TABLE IF EXISTS staging, reads;
            CREATE UNLOGGED TABLE staging (source_id text, read_id text, read_at timestamptz, plate text, plate_state text, confidence float8, lat float8, lon float8, device text, hotlist text);
            CREATE TABLE reads (agency text NOT NULL, source_id text NOT NULL, read_id text, read_at timestamptz, plate text, plate_state text, confidence float8, lat float8, lon float8, device text, hotlist text, PRIMARY KEY (agency, source_id));
            CREATE INDEX ON reads (floor(lat * 50), floor(lon * 50), read_at);
            CREATE INDEX ON reads (plate, read_at);
            """);
        await command.ExecuteNonQueryAsync(cancel);
        await using var checkpoint = _source.CreateCommand("CHECKPOINT");
        await checkpoint.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Loads CSV by COPY into the staging table, then moves it by INSERT … ON CONFLICT, in one transaction.</summary>
    public async Task<TimeSpan> LoadAsync(string csv, CancellationToken cancel)
    {
        await using var connection = await _source.OpenConnectionAsync(cancel);
        var clock = Stopwatch.StartNew();
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using (var copy = await connection.BeginTextImportAsync("COPY staging FROM STDIN (FORMAT csv)", cancel))
        {
            await copy.WriteAsync(csv.AsMemory(), cancel);
        }

        await using (var insert = connection.CreateCommand())
        {
            insert.CommandText = """
                INSERT INTO reads SELECT 'ZZ0000100', source_id, read_id, read_at, plate, plate_state, confidence, lat, lon, device, hotlist FROM staging
                ON CONFLICT (agency, source_id) DO UPDATE SET read_at = excluded.read_at, plate = excluded.plate, lat = excluded.lat, lon = excluded.lon
                WHERE (reads.read_at, reads.plate, reads.lat, reads.lon) IS DISTINCT FROM (excluded.read_at, excluded.plate, excluded.lat, excluded.lon)
                """;
            await insert.ExecuteNonQueryAsync(cancel);
        }

        await transaction.CommitAsync(cancel);
        return clock.Elapsed;
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
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
