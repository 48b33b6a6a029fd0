namespace CgiHub.Core.Tests.Records;

/// <summary>The process is gone.</summary>
internal sealed class ProcessKilledException : Exception;
