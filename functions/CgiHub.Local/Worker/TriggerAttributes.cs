// The attribute types that the trigger classes need, in the worker's namespace and with the worker's signatures,
// so that the same trigger sources compile for Azure (against the worker's packages) and here.
namespace Microsoft.Azure.Functions.Worker;

/// <summary>Names a function.</summary>
/// <param name="name">Unique in the app.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FunctionAttribute(string name) : Attribute
{
    /// <summary>Unique in the app.</summary>
    public string Name { get; } = name;
}

/// <summary>Who may call an HTTP function, by function key. The hub uses none of it: it checks tokens itself.</summary>
public enum AuthorizationLevel
{
    /// <summary>Anybody.</summary>
    Anonymous,

    /// <summary>A signed-in user.</summary>
    User,

    /// <summary>Who has a function key.</summary>
    Function,

    /// <summary>The host itself.</summary>
    System,

    /// <summary>Who has the master key.</summary>
    Admin,
}

/// <summary>Binds a function to HTTP.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class HttpTriggerAttribute : Attribute
{
    /// <summary>Any method.</summary>
    public HttpTriggerAttribute() => Methods = [];

    /// <summary>Some methods.</summary>
    public HttpTriggerAttribute(params string[] methods) => Methods = methods;

    /// <summary>Any method, at a level.</summary>
    public HttpTriggerAttribute(AuthorizationLevel authLevel) => (AuthLevel, Methods) = (authLevel, []);

    /// <summary>Some methods, at a level.</summary>
    public HttpTriggerAttribute(AuthorizationLevel authLevel, params string[] methods) => (AuthLevel, Methods) = (authLevel, methods);

    /// <summary>Who may call.</summary>
    public AuthorizationLevel AuthLevel { get; } = AuthorizationLevel.Function;

    /// <summary>Lower-case method names.</summary>
    public IReadOnlyList<string> Methods { get; }

    /// <summary>Route template without leading slash.</summary>
    public string? Route { get; set; }
}

/// <summary>Binds a function to a schedule.</summary>
/// <param name="schedule">Six-field NCRONTAB, or <c>%Setting%</c>.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class TimerTriggerAttribute(string schedule) : Attribute
{
    /// <summary>Six-field NCRONTAB, or <c>%Setting%</c>.</summary>
    public string Schedule { get; } = schedule;

    /// <summary>Remember past runs.</summary>
    public bool UseMonitor { get; set; } = true;

    /// <summary>Run once when the host starts.</summary>
    public bool RunOnStartup { get; set; }
}

/// <summary>What a timer function is told.</summary>
public sealed class TimerInfo
{
    /// <summary>Past and next runs, where they are remembered.</summary>
    public ScheduleStatus? ScheduleStatus { get; set; }

    /// <summary>This run is late.</summary>
    public bool IsPastDue { get; set; }
}

/// <summary>Past and next runs of a timer function.</summary>
public sealed class ScheduleStatus
{
    /// <summary>Last run.</summary>
    public DateTime Last { get; set; }

    /// <summary>Next run.</summary>
    public DateTime Next { get; set; }

    /// <summary>When this was written.</summary>
    public DateTime LastUpdated { get; set; }
}

/// <summary>How new blobs are noticed.</summary>
public enum BlobTriggerSource
{
    /// <summary>By polling.</summary>
    LogsAndContainerScan,

    /// <summary>By events.</summary>
    EventGrid,
}

/// <summary>Binds a function to new blobs.</summary>
/// <param name="blobPath">Such as <c>drop/{file}</c>.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class BlobTriggerAttribute(string blobPath) : Attribute
{
    /// <summary>Such as <c>drop/{file}</c>.</summary>
    public string BlobPath { get; } = blobPath;

    /// <summary>Name of the connection setting.</summary>
    public string? Connection { get; set; }

    /// <summary>How new blobs are noticed.</summary>
    public BlobTriggerSource Source { get; set; }
}

/// <summary>Binds a function to a queue.</summary>
/// <param name="queueName">Its name, or <c>%Setting%</c>.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ServiceBusTriggerAttribute(string queueName) : Attribute
{
    /// <summary>Its name, or <c>%Setting%</c>.</summary>
    public string QueueName { get; } = queueName;

    /// <summary>Name of the connection setting.</summary>
    public string? Connection { get; set; }

    /// <summary>One message of a session at a time, in order.</summary>
    public bool IsSessionsEnabled { get; set; }

    /// <summary>Several messages a call.</summary>
    public bool IsBatched { get; set; }

    /// <summary>Complete messages when the function returns.</summary>
    public bool AutoCompleteMessages { get; set; } = true;
}

/// <summary>Binds a function to a change feed.</summary>
/// <param name="databaseName">Its name, or <c>%Setting%</c>.</param>
/// <param name="containerName">Its name, or <c>%Setting%</c>.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class CosmosDBTriggerAttribute(string databaseName, string containerName) : Attribute
{
    /// <summary>Its name, or <c>%Setting%</c>.</summary>
    public string DatabaseName { get; } = databaseName;

    /// <summary>Its name, or <c>%Setting%</c>.</summary>
    public string ContainerName { get; } = containerName;

    /// <summary>Name of the connection setting.</summary>
    public string? Connection { get; set; }

    /// <summary>Where progress is kept.</summary>
    public string? LeaseContainerName { get; set; }

    /// <summary>Tells several functions on one lease container apart.</summary>
    public string? LeaseContainerPrefix { get; set; }

    /// <summary>Make the lease container if it is missing.</summary>
    public bool CreateLeaseContainerIfNotExists { get; set; }

    /// <summary>Milliseconds between polls of an idle feed.</summary>
    public int FeedPollDelay { get; set; }

    /// <summary>Most changes a call.</summary>
    public int MaxItemsPerInvocation { get; set; }

    /// <summary>Begin with the oldest change.</summary>
    public bool StartFromBeginning { get; set; }
}

/// <summary>Calls a function again that failed, on a change feed or a timer. This host's change feeds do so by themselves.</summary>
/// <param name="maxRetryCount">How often; -1 for ever.</param>
/// <param name="minimumInterval">The first pause.</param>
/// <param name="maximumInterval">The longest pause.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ExponentialBackoffRetryAttribute(int maxRetryCount, string minimumInterval, string maximumInterval) : Attribute
{
    /// <summary>How often; -1 for ever.</summary>
    public int MaxRetryCount { get; } = maxRetryCount;

    /// <summary>The first pause.</summary>
    public string MinimumInterval { get; } = minimumInterval;

    /// <summary>The longest pause.</summary>
    public string MaximumInterval { get; } = maximumInterval;
}
