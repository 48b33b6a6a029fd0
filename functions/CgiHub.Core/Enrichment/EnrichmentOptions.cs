using System.ComponentModel.DataAnnotations;

namespace CgiHub.Core.Enrichment;

/// <summary>How leads are enriched; settings under <c>CgiHub:Enrichment</c>.</summary>
public sealed class EnrichmentOptions
{
    /// <summary>How long a packet waits for all sources before it leaves without them. Default 5 s; 0 asks nobody before the first packet.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an answer counts as fresh: the source is not asked again. Default 24 h.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan CacheFor { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long a refusal counts as fresh. The source is asked again then, and after waits that double, until <see cref="GiveUpAfter"/>. Default 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan DeniedFor { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long an answer is kept to stand in, with its age, for a source that is away. Default 30 days; at least <see cref="CacheFor"/>.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan KeepFor { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Most persons of one lead that are asked about, suspects first. Default 10.</summary>
    [Range(0, 50)]
    public int MaxPersons { get; init; } = 10;

    /// <summary>Most firearms of one lead that are asked about. Default 10.</summary>
    [Range(0, 50)]
    public int MaxFirearms { get; init; } = 10;

    /// <summary>Most supervision records taken from one answer. Default 20.</summary>
    [Range(1, 200)]
    public int MaxRecords { get; init; } = 20;

    /// <summary>Wait before a late answer is asked for again; doubles with each attempt. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan LateRetryBase { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest wait between two attempts, whatever a source's <c>Retry-After</c> says. Default 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan LateRetryMax { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a lead waits for a late answer; after that the source counts as unavailable until a later look asks it again. Default 7 days.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "90.00:00:00")]
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Leads whose late answers are asked for at the same time, at each source. Default 32.</summary>
    [Range(1, 500)]
    public int LateConcurrency { get; init; } = 32;

    /// <summary>How long one run over the due list goes on while more is due. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan LateRunFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>When the due list is looked at, as six-field NCRONTAB; read by the timer trigger. Default every second.</summary>
    [Required]
    public string LateSchedule { get; init; } = "*/1 * * * * *";
}

/// <summary>How one source is reached; settings under <c>CgiHub:Enrichment:ETrace</c>, <c>:Probation</c> and <c>:Parole</c>.</summary>
public sealed class SourceOptions
{
    /// <summary>Where it is, such as <c>https://etrace.example.gov/v1/</c>; https, unless it is on this machine. Without it the source is not connected.</summary>
    public Uri? BaseAddress { get; init; }

    /// <summary>How the hub shows who it is.</summary>
    [Required]
    public SourceAuthOptions Auth { get; init; } = new();

    /// <summary>Longest time for one question with all its attempts. Default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Longest time for one attempt. Default 3 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.020", "00:05:00")]
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Longest time for one question that nobody waits for any more. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan LateTotalTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest time for one attempt that nobody waits for any more. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.020", "00:05:00")]
    public TimeSpan LateAttemptTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Attempts after the first. Default 2; 0 for none.</summary>
    [Range(0, 10)]
    public int Retries { get; init; } = 2;

    /// <summary>Wait before the first retry; doubles, with jitter. A <c>Retry-After</c> that fits the total time is honoured instead. Default 200 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan RetryBase { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Share of failed attempts that opens the circuit. Default 0.5.</summary>
    [Range(0.01, 1.0)]
    public double CircuitFailureRatio { get; init; } = 0.5;

    /// <summary>Attempts within the sampling time below which the circuit never opens. Default 10.</summary>
    [Range(2, 10_000)]
    public int CircuitMinimumThroughput { get; init; } = 10;

    /// <summary>Over how long failures are counted. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:10:00")]
    public TimeSpan CircuitSampling { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an open circuit stays open before one attempt is let through. Default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "01:00:00")]
    public TimeSpan CircuitBreakFor { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Most questions open with the source at once, which is also the most connections. Default 64.</summary>
    [Range(1, 1000)]
    public int MaxConcurrency { get; init; } = 64;

    /// <summary>Most questions that wait for their turn; more fail at once and are asked late. Default 2000.</summary>
    [Range(0, 100_000)]
    public int QueueLimit { get; init; } = 2000;

    /// <summary>Largest answer read. Default 256 KiB.</summary>
    [Range(1024, 16 * 1024 * 1024)]
    public int MaxResponseBytes { get; init; } = 256 * 1024;
}

/// <summary>How the hub shows a source who it is.</summary>
public sealed class SourceAuthOptions
{
    /// <summary>Which way. Default none.</summary>
    public SourceAuthKind Kind { get; init; }

    /// <summary>Where tokens are issued (client credentials).</summary>
    public Uri? TokenEndpoint { get; init; }

    /// <summary>OAuth client id.</summary>
    public string? ClientId { get; init; }

    /// <summary>OAuth client secret.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>OAuth scope, where the source wants one.</summary>
    public string? Scope { get; init; }

    /// <summary>Header of the API key. Default <c>X-Api-Key</c>.</summary>
    public string Header { get; init; } = "X-Api-Key";

    /// <summary>The API key.</summary>
    public string? ApiKey { get; init; }

    /// <summary>PKCS #12 file with the client certificate and its key.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>The file's password.</summary>
    public string? CertificatePassword { get; init; }
}

/// <summary>Ways to show who calls.</summary>
public enum SourceAuthKind
{
    /// <summary>Not at all (a private network does it).</summary>
    None,

    /// <summary>OAuth 2.0 client credentials; the token is kept until shortly before it expires.</summary>
    ClientCredentials,

    /// <summary>A key in a header.</summary>
    ApiKey,

    /// <summary>A TLS client certificate.</summary>
    ClientCertificate,
}
