namespace CgiHub.Core.Records;

/// <summary>The entities that messages ask to link, a hundred in each at most. Those of one record are in one message where they fit, so that a lead which it touches is looked at once.</summary>
/// <param name="mostMessages">So many messages at most.</param>
internal sealed class LinkedKeys(int mostMessages = int.MaxValue)
{
    private const int MostInOneMessage = 100;

    private readonly List<HashSet<string>> _messages = [];

    /// <summary>The keys of each message.</summary>
    public IReadOnlyList<IReadOnlyCollection<string>> Messages => _messages;

    /// <summary>Takes in what a record mentions; false where that would be too many messages. The first record is always taken.</summary>
    public bool TryAdd(IReadOnlyList<string> keys)
    {
        if (_messages.Count > mostMessages)
        {
            return false;
        }

        if (_messages is [.., var last] && last.Count + keys.Count <= MostInOneMessage)
        {
            last.UnionWith(keys);
            return true;
        }

        List<HashSet<string>> added = [.. keys.Chunk(MostInOneMessage).Select(c => c.ToHashSet(StringComparer.Ordinal))];
        if (_messages.Count > 0 && _messages.Count + added.Count > mostMessages)
        {
            return false;
        }

        _messages.AddRange(added);
        return true;
    }
}
