using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace CgiHub.Faults;

/// <summary>
/// Stands between senders and the hub, and breaks connections: in the middle of a request, in the middle of an answer, or between the two,
/// by a reset, by an end, or by a silence with an end. One connection in five holds.
/// </summary>
internal sealed class BrokenWire : IAsyncDisposable
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly Uri _hub;
    private readonly Random _dice;
    private readonly Lock _lock = new();
    private readonly List<Task> _connections = [];
    private readonly Task _accepting;
    private int _broken;

    public BrokenWire(Uri hub, Random dice)
    {
        (_hub, _dice) = (hub, dice);
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>Connections that were broken so far.</summary>
    public int Broken => Volatile.Read(ref _broken);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _listener.Dispose();
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var caller = await _listener.AcceptSocketAsync(_ending.Token);
                _connections.Add(RelayAsync(caller, NextFault()));
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            return;
        }
    }

    private Fault NextFault()
    {
        lock (_lock)
        {
            // Requests here have 1 to 50 KB, answers some hundred bytes: many breaks come in the middle of the first ones, some only later, some never.
            return (_dice.Next(5), (Manner)_dice.Next(3)) switch
            {
                (0 or 1, var manner) => new Fault((long)Math.Pow(10, 1 + (_dice.NextDouble() * 4)), long.MaxValue, manner),
                (2 or 3, var manner) => new Fault(long.MaxValue, (long)Math.Pow(10, _dice.NextDouble() * 4), manner),
                _ => new Fault(long.MaxValue, long.MaxValue, Manner.End),
            };
        }
    }

    private async Task RelayAsync(Socket caller, Fault fault)
    {
        using var hub = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using (caller)
        using (var over = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token))
        {
            try
            {
                await hub.ConnectAsync(IPAddress.Loopback, _hub.Port, over.Token);
                var ended = await Task.WhenAny(CopyAsync(caller, hub, fault.Requests, over.Token), CopyAsync(hub, caller, fault.Answers, over.Token));
                if (await ended)
                {
                    Interlocked.Increment(ref _broken);
                    if (fault.Manner == Manner.Silence)
                    {
                        await Task.Delay(Silence, over.Token);
                    }

                    if (fault.Manner == Manner.Reset)
                    {
                        hub.LingerState = caller.LingerState = new LingerOption(true, 0);
                    }
                }
            }
            catch (Exception gone) when (gone is SocketException or OperationCanceledException)
            {
                // One side went by itself; the other one is closed, too.
            }
            finally
            {
                await over.CancelAsync();
            }
        }
    }

    /// <summary>Copies until the end or until so many bytes; true where they were the reason.</summary>
    private static async Task<bool> CopyAsync(Socket from, Socket to, long most, CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            for (var left = most; ;)
            {
                var got = await from.ReceiveAsync(buffer, SocketFlags.None, cancel);
                var passed = (int)Math.Min(got, left);
                await to.SendAsync(buffer.AsMemory(0, passed), SocketFlags.None, cancel);
                left -= passed;
                if (got == 0)
                {
                    return false;
                }

                if (left == 0)
                {
                    return true;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private enum Manner
    {
        End,
        Reset,
        Silence,
    }

    /// <summary>After how many bytes of requests or of answers it breaks, and how.</summary>
    private sealed record Fault(long Requests, long Answers, Manner Manner);
}
