namespace CgiHub.Embedded.Queues;

/// <summary>What the front of a queue asks of those who write.</summary>
internal interface IQueueOrders
{
    /// <summary>Asks to make messages ready whose time has come; false where it cannot be asked now.</summary>
    bool TryActivate(string queue);

    /// <summary>Asks to make a message a dead letter.</summary>
    void GiveUp(string queue, HeldMessage message, string reason);
}
