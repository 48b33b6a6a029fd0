namespace CgiHub.Benchmarks;

/// <summary>What was measured, most often times in milliseconds, and how it lies.</summary>
internal sealed class Percentiles
{
    private readonly List<double> _values = [];

    public int Count
    {
        get
        {
            lock (_values)
            {
                return _values.Count;
            }
        }
    }

    public void Add(double value)
    {
        lock (_values)
        {
            _values.Add(value);
        }
    }

    /// <summary>The value below which a share of them lie, by nearest rank; not a number where there is none.</summary>
    public double At(double share)
    {
        lock (_values)
        {
            _values.Sort();
            return _values.Count == 0 ? double.NaN : _values[Math.Clamp((int)Math.Ceiling(share * _values.Count) - 1, 0, _values.Count - 1)];
        }
    }
}
