namespace CgiHub.Core.Enrichment;

/// <summary>A partner broke its contract in a way that asking again at once does not mend. It stays within the HTTP handlers and <see cref="PartnerClient"/>.</summary>
internal sealed class PartnerFaultException(Error error) : HttpRequestException(error.Detail)
{
    public Error Error { get; } = error;
}
