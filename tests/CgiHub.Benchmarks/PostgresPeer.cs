using System.Diagnostics;
using Npgsql;

namespace CgiHub.Benchmarks;

/// <summary>PostgreSQL taking plate reads.</summary>
internal sealed class PostgresPeer : IAsyncDisposable
{
    private readonly PostgresServer _server;

    private PostgresPeer(PostgresServer server) => _server = server;

    public string Version => _server.Version;

    /// <summary>Starts one, or returns null where PostgreSQL is not installed.</summary>
    public static async Task<PostgresPeer?> TryStartAsync(CancellationToken cancel) =>
        await PostgresServer.TryStartAsync(cancel) is { } server ? new PostgresPeer(server) : null;

    /// <summary>Empty tables: a staging table, and one with a unique key and two indexes (place and time, plate and time).</summary>
    public async Task PrepareAsync(CancellationToken cancel)
    {
        await _server.ExecuteAsync("""
            DROP TABLE IF EXISTS staging, reads;
            CREATE UNLOGGED TABLE staging (source_id text, read_id text, read_at timestamptz, plate text, plate_state text, confidence float8, lat float8, lon float8, device text, hotlist text);
            CREATE TABLE reads (agency text NOT NULL, source_id text NOT NULL, read_id text, read_at timestamptz, plate text, plate_state text, confidence float8, lat float8, lon float8, device text, hotlist text, PRIMARY KEY (agency, source_id));
            CREATE INDEX ON reads (floor(lat * 50), floor(lon * 50), read_at);
            CREATE INDEX ON reads (plate, read_at);
            """, cancel);
        await _server.ExecuteAsync("CHECKPOINT", cancel);
    }

    /// <summary>Loads CSV by COPY into the staging table, then moves it by INSERT … ON CONFLICT, in one transaction.</summary>
    public async Task<TimeSpan> LoadAsync(string csv, CancellationToken cancel)
    {
        await using var connection = await _server.Source.OpenConnectionAsync(cancel);
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

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
