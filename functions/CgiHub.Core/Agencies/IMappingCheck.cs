namespace CgiHub.Core.Agencies;

/// <summary>
/// What the feeds say of a mapping before the registry keeps it. The registry judges a mapping's form; which fields a feed has, only the feeds know,
/// and they are a stage to its right.
/// </summary>
public interface IMappingCheck
{
    /// <summary>What is wrong with a well-formed mapping, with pointers into the registry entry; empty where nothing is.</summary>
    /// <param name="feed">The feed's name.</param>
    /// <param name="mapping">The mapping.</param>
    IReadOnlyList<FieldFault> Check(string feed, FeedMapping mapping);
}
