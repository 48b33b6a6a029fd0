namespace CgiHub.Core.Tests;

/// <summary>A class of tests that lets go of what it holds. xunit 2 calls no <see cref="IAsyncDisposable"/>; what only is one leaves its files behind, and holds them while the run lasts.</summary>
internal interface IDisposedAfterTest : IAsyncLifetime, IAsyncDisposable
{
    Task IAsyncLifetime.InitializeAsync() => Task.CompletedTask;

    Task IAsyncLifetime.DisposeAsync() => ((IAsyncDisposable)this).DisposeAsync().AsTask();
}
