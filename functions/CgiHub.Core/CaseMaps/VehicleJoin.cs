using CgiHub.Core.Records;

namespace CgiHub.Core.CaseMaps;

/// <summary>A plate read, and which case it was near.</summary>
internal sealed record PlateNearEvent(PlateRead Read, Sighting Sighting);

/// <summary>Makes vehicles of plate reads.</summary>
internal static class VehicleJoin
{
    /// <summary>
    /// Vehicles: near several cases first, then those on a hot list, then the nearest in space. A read without a state is of the vehicle with
    /// the same plate, if all reads here that do say a state say the same one; of two states' plates nobody knows which it was.
    /// </summary>
    public static IEnumerable<VehicleNearEvents> Of(IEnumerable<PlateNearEvent> seen) => seen
        .GroupBy(s => EntityKey.Normalise(s.Read.Plate), StringComparer.Ordinal)
        .SelectMany(Vehicles)
        .OrderByDescending(v => v.Cases)
        .ThenByDescending(v => v.Sightings.Any(s => s.Hotlist is not null))
        .ThenBy(v => v.Sightings.Min(s => s.Metres))
        .ThenBy(v => v.Id, StringComparer.Ordinal);

    private static IEnumerable<VehicleNearEvents> Vehicles(IEnumerable<PlateNearEvent> ofOnePlate)
    {
        var byState = ofOnePlate.ToLookup(s => EntityKey.Normalise(s.Read.PlateState ?? ""), StringComparer.Ordinal);
        var states = byState.Where(s => s.Key.Length > 0).ToList();
        return states is [var only] && byState.Contains("")
            ? [Vehicle([.. only, .. byState[""]]) with { Because = $"Some reads do not say the state; where one is said it is {State(only)}." }]
            : byState.Select(s => Vehicle([.. s]));
    }

    private static VehicleNearEvents Vehicle(List<PlateNearEvent> seen)
    {
        var inOrder = seen.OrderBy(s => s.Sighting.ReadAt).ThenBy(s => s.Sighting.Record, StringComparer.Ordinal).ThenBy(s => s.Sighting.CaseKey.Value, StringComparer.Ordinal).ToList();
        var (plate, state) = (inOrder.Select(s => s.Read.Plate).Order(StringComparer.Ordinal).First(), State(inOrder));
        return new VehicleNearEvents(EntityKey.Plate(plate, state).Value, plate, state, [.. inOrder.Select(s => s.Sighting)], inOrder.Select(s => s.Sighting.CaseKey).Distinct().Count());
    }

    private static string? State(IEnumerable<PlateNearEvent> seen) => seen.Select(s => s.Read.PlateState).Where(s => !string.IsNullOrWhiteSpace(s)).Order(StringComparer.Ordinal).FirstOrDefault();
}
