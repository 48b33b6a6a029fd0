using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace CgiHub.Functions.Http;

/// <summary>How often requests whose token does not count may come from each address: from a bucket that fills again. Every host counts for itself.</summary>
/// <remarks>
/// An IPv6 address is taken by its network of 64 bits, which is what one subscriber has. Memory is bounded by
/// <see cref="DoorOptions.UnknownAddresses"/>: a bucket that is full again is forgotten, and while there are more, those that come next share one.
/// </remarks>
public sealed class AddressLimits(IOptions<DoorOptions> options, TimeProvider time)
{
    private static readonly TimeSpan TidyEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<(AddressFamily Family, ulong Network), Bucket> _buckets = [];
    private readonly Bucket _others = new(options.Value.UnknownBurst, time.GetTimestamp());
    private long _tidied = time.GetTimestamp();

    private double PerSecond => options.Value.UnknownPerMinute / 60.0;

    /// <summary>Counts one request whose token does not count.</summary>
    /// <param name="address">Where it comes from.</param>
    /// <returns>Null while there are few of them; else when to come again, and whether this is the first since the last that was let through.</returns>
    public (TimeSpan RetryAfter, bool First)? Refuse(IPAddress? address)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            var bucket = Of(Key(address), now);
            Fill(bucket, now);
            if (bucket.Left >= 1)
            {
                (bucket.Left, bucket.Refused) = (bucket.Left - 1, false);
                return null;
            }

            var first = !bucket.Refused;
            bucket.Refused = true;
            return (TimeSpan.FromSeconds((1 - bucket.Left) / PerSecond), first);
        }
    }

    private static (AddressFamily, ulong) Key(IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[16];
        return address is not null && address.TryWriteBytes(bytes, out var length)
            ? (address.AddressFamily, length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt64BigEndian(bytes))
            : (AddressFamily.Unspecified, 0);
    }

    private Bucket Of((AddressFamily, ulong) key, long now)
    {
        if (_buckets.TryGetValue(key, out var known))
        {
            return known;
        }

        if (_buckets.Count >= options.Value.UnknownAddresses && time.GetElapsedTime(_tidied, now) >= TidyEvery)
        {
            _tidied = now;
            Tidy(now);
        }

        return _buckets.Count >= options.Value.UnknownAddresses ? _others : _buckets[key] = new Bucket(options.Value.UnknownBurst, now);
    }

    private void Tidy(long now)
    {
        foreach (var (key, bucket) in _buckets)
        {
            Fill(bucket, now);
            if (bucket.Left >= options.Value.UnknownBurst)
            {
                _buckets.Remove(key);
            }
        }
    }

    private void Fill(Bucket bucket, long now)
    {
        bucket.Left = Math.Min(options.Value.UnknownBurst, bucket.Left + (time.GetElapsedTime(bucket.At, now).TotalSeconds * PerSecond));
        bucket.At = now;
    }

    private sealed class Bucket(double left, long at)
    {
        public double Left { get; set; } = left;

        public long At { get; set; } = at;

        public bool Refused { get; set; }
    }
}
