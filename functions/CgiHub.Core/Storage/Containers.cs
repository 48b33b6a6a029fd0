namespace CgiHub.Core.Storage;

/// <summary>The containers of the document store, and what partitions each.</summary>
public static class Containers
{
    /// <summary>The database that holds them all, where a store has databases: each region has an account of its own.</summary>
    public const string Database = "cgihub";

    /// <summary>Agency registry: partition <c>agencies</c>, id = ORI.</summary>
    public const string Agencies = "agencies";

    /// <summary>Exhibits, their image versions and custody entries: partition = exhibit id.</summary>
    public const string Exhibits = "exhibits";

    /// <summary>Feed records by (agency, feed, sourceId), and outbox entries: partition = agency, feed and a bucket.</summary>
    public const string Records = "records";

    /// <summary>The same for high-volume feeds (plate reads, gunshots), which trigger nothing.</summary>
    public const string Reads = "reads";

    /// <summary>High-volume records by space–time cell: partition = cell.</summary>
    public const string Cells = "cells";

    /// <summary>Feed records under each entity that they mention: partition = entity key.</summary>
    public const string Mentions = "mentions";

    /// <summary>Leads with packet versions, outcomes, comments and outbox entries: partition = lead id.</summary>
    public const string Leads = "leads";

    /// <summary>Presumed guns by newest event: partition = region.</summary>
    public const string Guns = "guns";

    /// <summary>The triage list, in its orders, its newest changes, and the standing of leads at each packet version: partition = region and order, or region and day of issue.</summary>
    public const string Triage = "triage";

    /// <summary>How long each lead took, and which clocks are due: partition = region.</summary>
    public const string Clocks = "clocks";

    /// <summary>Clocks that ran out: partition = region.</summary>
    public const string Alerts = "alerts";

    /// <summary>Packets by recipient: partition = ORI.</summary>
    public const string Inboxes = "inboxes";

    /// <summary>Answers of enrichment sources with their age, and what is still awaited: partition = source and subject.</summary>
    public const string Enrichment = "enrichment";

    /// <summary>Batch receipts: partition = ORI.</summary>
    public const string Receipts = "receipts";

    /// <summary>First answers by idempotency key: partition = caller and key.</summary>
    public const string Idempotency = "idempotency";

    /// <summary>When records are to go, purges that are not over, which records were purged, which leads told of which, which records wait for review, and what reviews said: partition = region and bucket of the record id, region, agency and feed, or record id.</summary>
    public const string Retention = "retention";

    /// <summary>The audit chain: partition = writer and day.</summary>
    public const string Audit = "audit";

    /// <summary>Containers whose changes can be read (<see cref="IDocumentStore.ReadChangesAsync"/>).</summary>
    public static IReadOnlyList<string> WithChangeFeed { get; } = [Records, Leads, Exhibits];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Agencies, Exhibits, Records, Reads, Cells, Mentions, Leads, Guns, Triage, Clocks, Alerts, Inboxes, Enrichment, Receipts, Idempotency, Retention, Audit];
}
