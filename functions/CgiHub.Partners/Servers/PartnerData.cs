using CgiHub.Core.Records;

namespace CgiHub.Partners.Servers;

/// <summary>What the simulated partners know.</summary>
public interface IPartnerData
{
    /// <summary>The terms of supervision of a kind whose person has one of these identifiers, or this name and date of birth.</summary>
    IEnumerable<Supervision> Find(SupervisionKind kind, Person person);

    /// <summary>The trace of a firearm, serial numbers compared as NCIC does; null where there is none.</summary>
    Trace? TraceOf(string serial);
}

/// <summary>Traces and supervision, found by serial number and by person.</summary>
public sealed class PartnerData : IPartnerData
{
    private readonly Dictionary<SerialNumber, Trace> _traces = [];
    private readonly Dictionary<EntityKey, List<Supervision>> _supervision = [];

    /// <summary>Indexes records.</summary>
    public PartnerData(IEnumerable<Trace> traces, IEnumerable<Supervision> supervision)
    {
        ArgumentNullException.ThrowIfNull(traces);
        ArgumentNullException.ThrowIfNull(supervision);
        foreach (var trace in traces)
        {
            if (SerialNumber.From(trace.Serial) is { } serial)
            {
                _traces[serial] = trace;
            }
        }

        foreach (var record in supervision)
        {
            foreach (var key in PersonKeys.Of(record.Person))
            {
                if (!_supervision.TryGetValue(key, out var records))
                {
                    _supervision[key] = records = [];
                }

                records.Add(record);
            }
        }
    }

    /// <inheritdoc/>
    public IEnumerable<Supervision> Find(SupervisionKind kind, Person person) =>
        PersonKeys.Of(person).SelectMany(k => _supervision.GetValueOrDefault(k) ?? []).Where(r => r.Kind == kind).DistinctBy(r => r.RecordId);

    /// <inheritdoc/>
    public Trace? TraceOf(string serial) => SerialNumber.From(serial) is { } number ? _traces.GetValueOrDefault(number) : null;
}
