using CgiHub.Core.Agencies;

namespace CgiHub.Core.Packets.Webhooks;

/// <summary>A packet version to push to an agency. Body of a message on <c>webhooks</c>.</summary>
/// <param name="LeadId">The lead.</param>
/// <param name="Version">The version.</param>
/// <param name="Ori">To whom.</param>
/// <param name="Attempt">Which attempt this is, from 1.</param>
/// <param name="Postponed">How often it was put off because the agency's places were taken.</param>
public sealed record WebhookRequest(string LeadId, int Version, Ori Ori, int Attempt = 1, int Postponed = 0);
