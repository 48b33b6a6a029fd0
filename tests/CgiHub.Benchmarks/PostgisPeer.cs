using System.Globalization;
using CgiHub.Core.Records;
using Npgsql;
using NpgsqlTypes;

namespace CgiHub.Benchmarks;

/// <summary>PostGIS joining the same points: geography with a GiST index, and a b-tree of times.</summary>
internal sealed class PostgisPeer : IAsyncDisposable
{
    private readonly PostgresServer _server;

    private PostgisPeer(PostgresServer server) => _server = server;

    /// <summary>The ways to index that were tried, by name; what is fastest for PostGIS depends on the data.</summary>
    public static IReadOnlyDictionary<string, string> Plans { get; } = new Dictionary<string, string>
    {
        ["b-tree of time"] = "CREATE INDEX ON alerts (at); CREATE INDEX ON crimes (at);",
        ["GiST of place, b-tree of time"] = "CREATE INDEX ON alerts USING gist (place); CREATE INDEX ON alerts (at); CREATE INDEX ON crimes USING gist (place); CREATE INDEX ON crimes (at);",
        ["GiST of place and time together"] = "CREATE INDEX ON alerts USING gist (place, at); CREATE INDEX ON crimes USING gist (place, at);",
    };

    public string Version { get; private set; } = "";

    /// <summary>Starts one, or returns null where PostgreSQL with PostGIS is not installed.</summary>
    public static async Task<PostgisPeer?> TryStartAsync(CancellationToken cancel)
    {
        if (await PostgresServer.TryStartAsync(cancel) is not { } server)
        {
            return null;
        }

        var peer = new PostgisPeer(server);
        try
        {
            await server.ExecuteAsync("CREATE EXTENSION postgis; CREATE EXTENSION btree_gist;", cancel);
        }
        catch (PostgresException)
        {
            await peer.DisposeAsync();
            return null;
        }

        peer.Version = $"PostgreSQL {server.Version}, PostGIS {await server.ScalarAsync("SELECT postgis_lib_version()", cancel)}";
        return peer;
    }

    /// <summary>Both tables, filled and without indexes.</summary>
    public async Task LoadAsync(IReadOnlyList<SpaceTimePoint> alerts, IReadOnlyList<SpaceTimePoint> crimes, CancellationToken cancel)
    {
        await _server.ExecuteAsync("""
            DROP TABLE IF EXISTS alerts, crimes, pairs, staging;
            CREATE TABLE alerts (n int, at timestamptz, place geography(Point, 4326));
            CREATE TABLE crimes (n int, at timestamptz, place geography(Point, 4326));
            """, cancel);
        foreach (var (table, points) in new[] { ("alerts", alerts), ("crimes", crimes) })
        {
            await _server.ExecuteAsync("CREATE UNLOGGED TABLE staging (n int, at timestamptz, lat float8, lon float8)", cancel);
            await using var connection = await _server.Source.OpenConnectionAsync(cancel);
            await using (var copy = await connection.BeginBinaryImportAsync("COPY staging FROM STDIN (FORMAT binary)", cancel))
            {
                for (var n = 0; n < points.Count; n++)
                {
                    await copy.StartRowAsync(cancel);
                    await copy.WriteAsync(n, NpgsqlDbType.Integer, cancel);
                    await copy.WriteAsync(points[n].At.UtcDateTime, NpgsqlDbType.TimestampTz, cancel);
                    await copy.WriteAsync(points[n].Lat, NpgsqlDbType.Double, cancel);
                    await copy.WriteAsync(points[n].Lon, NpgsqlDbType.Double, cancel);
                }

                await copy.CompleteAsync(cancel);
            }

            await _server.ExecuteAsync($"INSERT INTO {table} SELECT n, at, ST_MakePoint(lon, lat)::geography FROM staging ORDER BY at; DROP TABLE staging;", cancel);
        }
    }

    /// <summary>Drops the indexes and makes those of one plan.</summary>
    public async Task IndexAsync(string plan, CancellationToken cancel)
    {
        await _server.ExecuteAsync("""
            DO $$ DECLARE i text; BEGIN
            FOR i IN SELECT indexname FROM pg_indexes WHERE tablename IN ('alerts', 'crimes') LOOP EXECUTE 'DROP INDEX ' || i; END LOOP; END $$;
            """, cancel);
        await _server.ExecuteAsync(Plans[plan], cancel);
        await _server.ExecuteAsync("VACUUM ANALYZE alerts", cancel);
        await _server.ExecuteAsync("VACUUM ANALYZE crimes", cancel);
    }

    /// <summary>Joins into a table of its own; answers false where that takes longer than a limit, and is given up.</summary>
    public async Task<bool> JoinAsync(NearRule rule, TimeSpan limit, CancellationToken cancel)
    {
        try
        {
            await _server.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"""
                SET work_mem = '256MB';
                SET statement_timeout = {limit.TotalMilliseconds:0};
                DROP TABLE IF EXISTS pairs;
                CREATE UNLOGGED TABLE pairs AS
                SELECT c.n AS crime, a.n AS alert FROM crimes c JOIN alerts a
                ON a.at BETWEEN c.at - interval '{rule.Before.TotalMicroseconds:0} microseconds' AND c.at + interval '{rule.After.TotalMicroseconds:0} microseconds'
                AND ST_DWithin(a.place, c.place, {rule.Metres:R});
                """), cancel);
            return true;
        }
        catch (PostgresException late) when (late.SqlState == PostgresErrorCodes.QueryCanceled && !cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>What was joined last: by crime, then alert.</summary>
    public async Task<List<(int Crime, int Alert)>> PairsAsync(CancellationToken cancel)
    {
        await using var command = _server.Source.CreateCommand("SELECT crime, alert FROM pairs");
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var pairs = new List<(int Crime, int Alert)>();
        while (await reader.ReadAsync(cancel))
        {
            pairs.Add((reader.GetInt32(0), reader.GetInt32(1)));
        }

        pairs.Sort();
        return pairs;
    }

    /// <summary>The distance that PostGIS measures.</summary>
    public async Task<double> MetresAsync(SpaceTimePoint a, SpaceTimePoint b, CancellationToken cancel) => (double)(await _server.ScalarAsync(
        string.Create(CultureInfo.InvariantCulture, $"SELECT ST_Distance(ST_MakePoint({a.Lon:R}, {a.Lat:R})::geography, ST_MakePoint({b.Lon:R}, {b.Lat:R})::geography)"), cancel))!;

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
