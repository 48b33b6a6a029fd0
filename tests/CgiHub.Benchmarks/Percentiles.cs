namespace CgiHub.Benchmarks;

/// <summary>Times that were measured, and how they lie.</summary>
internal sealed class Percentiles
{
    private readonly List<double> _times = [];

    public int Count
    {
        get
        {
            lock (_times)
            {
                return _times.Count;
            }
        }
    }

    public void Add(double milliseconds)
    {
        lock (_times)
        {
            _times.Add(milliseconds);
        }
    }

    /// <summary>The value below which a share of them lie, by nearest rank; not a number where there is none.</summary>
    public double At(double share)
    {
        lock (_times)
        {
            _times.Sort();
            return _times.Count == 0 ? double.NaN : _times[Math.Clamp((int)Math.Ceiling(share * _times.Count) - 1, 0, _times.Count - 1)];
        }
    }
}
