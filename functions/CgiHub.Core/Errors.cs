namespace CgiHub.Core;

/// <summary>Everything the hub can refuse. Numbers are part of the contract and are never used again.</summary>
/// <remarks>
/// 1xxx the door (identity, requests), 2xxx evidence, 3xxx feeds, 4xxx case maps, leads and packets,
/// 5xxx enrichment, 6xxx administration.
/// </remarks>
public static class Errors
{
    // 1xxx — the door

    /// <summary>No token, or one that does not verify.</summary>
    public static Error Unauthenticated() => new(1001, 401, "Not signed in", "Send a valid bearer token in the Authorization header.");

    /// <summary>The caller's roles do not include one that this needs.</summary>
    public static Error WrongRole(string needed) => new(1002, 403, "Role missing", $"This needs the role {needed}.");

    /// <summary>An agency role without an agency claim.</summary>
    public static Error NoAgency() => new(1003, 403, "Agency missing", "The token carries no agency (ORI) claim, which this needs.");

    /// <summary>What does not exist, or belongs to another agency: the two are never told apart.</summary>
    public static Error NotFound(string what) => new(1004, 404, "Not found", $"There is no such {what} for this caller.");

    /// <summary>A body, query or route value that is well-formed but wrong.</summary>
    public static Error Invalid(IReadOnlyList<FieldFault> faults) => new(1005, 422, "Content refused", "Mend the fields named in errors and send it again.") { Faults = faults };

    /// <summary>A body that is not what its media type says.</summary>
    public static Error Malformed(string detail) => new(1006, 400, "Malformed request", detail);

    /// <summary>A media type that this route does not read.</summary>
    public static Error UnsupportedMediaType(string accepted) => new(1007, 415, "Media type not supported", $"Send one of: {accepted}.");

    /// <summary>A body over the limit.</summary>
    public static Error TooLarge(long limit, string advice) => new(1008, 413, "Too large", $"The limit is {limit} bytes. {advice}");

    /// <summary>A precondition (If-Match) that no longer holds (RFC 9110, 412).</summary>
    public static Error Stale() => new(1009, 412, "Changed meanwhile", "The If-Match header does not name the current version; read it again.");

    /// <summary>An Idempotency-Key that was used with another body.</summary>
    public static Error IdempotencyMismatch() => new(1010, 422, "Idempotency key reused", "This Idempotency-Key came with another request; use a new key.");

    /// <summary>The first request with an Idempotency-Key has not ended.</summary>
    public static Error IdempotencyInFlight() => new(1011, 409, "Request in flight", "The first request with this Idempotency-Key has not ended yet; try again.") { RetryAfter = TimeSpan.FromSeconds(1) };

    /// <summary>Too many requests.</summary>
    public static Error TooManyRequests(TimeSpan retryAfter) => new(1012, 429, "Too many requests", "Slow down, and try again after the time in Retry-After.") { RetryAfter = retryAfter };

    /// <summary>A store or queue that is away.</summary>
    public static Error Unavailable() => new(1013, 503, "Temporarily unavailable", "A store is away; nothing was lost that was acknowledged. Try again.") { RetryAfter = TimeSpan.FromSeconds(5) };

    /// <summary>Something unexpected; the trace id finds it in the log.</summary>
    public static Error Unexpected() => new(1014, 500, "Unexpected error", "This is the hub's fault. Give the trace id to its administrators.");

    /// <summary>A page cursor that this hub did not issue.</summary>
    public static Error BadCursor() => new(1015, 400, "Bad cursor", "Send the cursor exactly as 'next' gave it, with the same filters.");

    /// <summary>A method that this route does not know.</summary>
    public static Error MethodNotAllowed() => new(1016, 405, "Method not allowed", "See the Allow header, or /openapi/v1.json.");

    /// <summary>The body did not arrive in time.</summary>
    public static Error TooSlow() => new(1017, 408, "Request timeout", "The request did not arrive in time. Nothing was stored; send it again.");

    /// <summary>The token's agency is not in the registry, or was put out of action.</summary>
    public static Error AgencyNotActive() => new(1018, 403, "Agency not active", "The agency that this token acts for is not registered here, or not active. Ask the hub's administrators.");

    /// <summary>An upload URL that this hub did not give out, or that has expired.</summary>
    public static Error UploadRefused() => new(1019, 403, "Upload refused", "This upload URL is not, or no longer, valid. Ask for a new one.");

    /// <summary>An upload URL that has taken its bytes already.</summary>
    public static Error UploadTaken() => new(1020, 409, "Already uploaded", "An upload URL takes bytes once. Complete the upload, or ask for a new URL.");

    // 2xxx — evidence

    /// <summary>The exhibit is registered already.</summary>
    public static Error ExhibitExists(string location) => new(2001, 409, "Already registered", "An exhibit with this ORI, case number and exhibit number is registered; the link leads to it.") { Location = location };

    /// <summary>A view that is not one of the contract's.</summary>
    public static Error NoSuchView(string views) => new(2002, 404, "No such view", $"An image's view is one of: {views}.");

    /// <summary>Other bytes for a view that has an image.</summary>
    public static Error ImageExists(string location) => new(2101, 409, "Image exists", "This view has another image. To supersede it send its ETag in If-Match; the old one stays in custody. Nothing was stored.") { Location = location };

    /// <summary>A digest header that is not RFC 9530.</summary>
    public static Error BadDigest() => new(2102, 400, "Bad digest header", "Repr-Digest is written as sha-256=:base64: (RFC 9530) with the 32 bytes of the image's SHA-256.");

    /// <summary>The bytes that arrived are not the bytes that were promised (RFC 9530 Repr-Digest).</summary>
    public static Error DigestMismatch(string promised, string received) => new(2103, 400, "Digest mismatch", $"Promised SHA-256 {promised}, received {received}. Nothing was stored; send the image again.");

    /// <summary>An image over the byte limit.</summary>
    public static Error ImageTooLarge(long limit) => new(2104, 413, "Image too large", $"An image may have {limit} bytes at most. Nothing was stored.");

    /// <summary>An image that is too large for a PUT, but not for a valet key.</summary>
    public static Error UseValetKey(long limit, string uploads) => new(2105, 413, "Too large for one request", $"A request may carry {limit} bytes here. POST to {uploads} for a URL that takes the image straight into storage, and complete it there.") { Location = uploads };

    /// <summary>Bytes that are none of the formats that the hub reads.</summary>
    public static Error UnsupportedImage(string found) => new(2106, 415, "Image format not supported", $"{found} Send JPEG, PNG or TIFF, or an X3P surface. The content decides, not the name or the media type.");

    /// <summary>An image that cannot be decoded; nothing is kept.</summary>
    public static Error ImageDamaged(string why) => new(2107, 422, "Image not decodable", $"{why} Nothing was stored.");

    /// <summary>An image whose header claims more than the limits allow.</summary>
    public static Error ImageOverLimit(string why) => new(2108, 422, "Image over a limit", $"{why} Nothing was stored.");

    /// <summary>A valet key that was completed before its bytes arrived.</summary>
    public static Error UploadNotArrived() => new(2109, 409, "Nothing uploaded yet", "PUT the image to the upload's URL first, then complete it.");

    /// <summary>A range outside the image.</summary>
    public static Error RangeNotSatisfiable(long length) => new(2110, 416, "Range not satisfiable", $"The image has {length} bytes.");

    // 3xxx — feeds

    /// <summary>A feed that the hub does not take.</summary>
    public static Error NoSuchFeed(string feeds) => new(3101, 404, "No such feed", $"The feeds are: {feeds}.");

    /// <summary>An agency that may not send.</summary>
    public static Error AgencyInactive() => new(3102, 403, "Agency inactive", "This agency's entry in the registry says that it sends no more.");

    /// <summary>A content coding that the hub does not undo (RFC 9110).</summary>
    public static Error UnsupportedEncoding() => new(3103, 415, "Content coding not supported", "Send the body as it is, or with Content-Encoding: gzip.");

    /// <summary>A compressed body that expands beyond all measure.</summary>
    public static Error ExpandsTooFar(long limit) => new(3104, 413, "Expands too far", $"What was sent expands to more than {limit} bytes. Rows before that point may have landed.");

    /// <summary>A table whose header or file cannot be read.</summary>
    public static Error UnreadableTable(string detail) => new(3105, 422, "Table cannot be read", detail);

    /// <summary>A mapping in the registry that does not fit its feed.</summary>
    public static Error MappingFaulty(IReadOnlyList<FieldFault> faults) => new(3106, 422, "Mapping faulty", "The agency's mapping for this feed names what does not exist; its registry entry must be mended first.") { Faults = faults };

    /// <summary>More rows than the hub holds at once while a mapping groups them.</summary>
    public static Error TooMuchToGroup(long limit) => new(3107, 413, "Too much to group", $"The agency's mapping groups rows, and at most {limit} bytes of them at once. Send the table in parts, each group whole.");

    // 4xxx — case maps, leads and packets

    /// <summary>A filter of a case map that does not exist.</summary>
    public static Error BadMapFilter(string parameter, string allowed) => new(4001, 400, "Bad case map filter", $"The query parameter {parameter} takes: {allowed}.");

    /// <summary>A filter of the gunshot list that does not exist.</summary>
    public static Error BadGunshotFilter(string parameter, string allowed) => new(2720, 400, "Bad gunshot filter", $"The query parameter {parameter} takes: {allowed}.");

    /// <summary>A filter of the list of places that does not exist.</summary>
    public static Error BadPlaceFilter(string parameter, string allowed) => new(2721, 400, "Bad place filter", $"The query parameter {parameter} takes: {allowed}.");

    /// <summary>A search for nothing, or for too much text.</summary>
    public static Error BadSearch(int least, int most) => new(4002, 400, "Bad search", $"The query parameter q takes {least} to {most} characters: a case number, a lead number, a serial number, a group, an FBI number, or a name with a date of birth (yyyy-MM-dd).");

    /// <summary>A join of two persons who are one already.</summary>
    public static Error OnePersonAlready() => new(2700, 409, "One person already", "Both ids are of one person; there is nothing to join.");

    /// <summary>A split that names a record which is not the person's.</summary>
    public static Error NotTheirRecord(string record) => new(2701, 422, "Not their record", $"{record} is no record of this person.") { Faults = [new FieldFault("/records", "unknown", "Records are named as the person's file names them.")] };

    /// <summary>A split that leaves nothing on one side.</summary>
    public static Error NothingLeftOfPerson() => new(2702, 422, "Nothing left", "These are all of the person's records: something must stay on either side.");

    /// <summary>A lead that others change at the same moment, again and again.</summary>
    public static Error LeadBusy() => new(4100, 409, "Lead busy", "Others changed this lead at the same moment; try again.") { RetryAfter = TimeSpan.FromSeconds(1) };

    /// <summary>A confirmation or elimination of a lead that was eliminated.</summary>
    public static Error LeadEliminated() => new(4101, 409, "Lead eliminated", "The examiner has rejected this lead already.");

    /// <summary>A packet version that rested on what was purged or sealed since. That it was told stands in the dissemination log; what it told is gone.</summary>
    public static Error PacketWithdrawn(int version, DateTimeOffset at, string why) => new(2910, 410, "Version withdrawn", $"Version {version} was withdrawn on {at.UtcDateTime:yyyy-MM-dd}: {why}. Destroy your copies of it, and read the newest version.");

    /// <summary>A record that is no longer on record for anybody to validate or purge.</summary>
    public static Error RecordPurged() => new(2911, 409, "Record purged", "This record was purged, or its purge has begun.");

    /// <summary>A validation beyond what the rule of the record allows (28 CFR 23.20(h)).</summary>
    public static Error ValidTooLong(DateTimeOffset latest) => new(2912, 422, "Period too long", "A validation prolongs by one period of the record's rule at most, from now.") { Faults = [new FieldFault("/until", "range", $"After now, and not after {latest.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}.")] };

    /// <summary>A record of a feed that has no period to prolong.</summary>
    public static Error NothingToValidate() => new(2913, 409, "No period", "Records of this feed do not go by themselves here, so there is nothing to prolong.");

    /// <summary>A review of a held record whose sender has sent another content meanwhile.</summary>
    public static Error HeldRecordChanged() => new(2914, 409, "Record changed", "This is not the content that waits now. Read it again, and review that.");

    /// <summary>A filter or an order of the triage list that does not exist.</summary>
    public static Error BadFilter(string parameter, string allowed) => new(4102, 400, "Bad filter", $"The query parameter {parameter} takes: {allowed}.");

    /// <summary>More listeners to the triage list than one host serves.</summary>
    public static Error TooManyListeners() => new(2820, 503, "Too many listeners", "As many listen to the triage list already as this host serves; come again.") { RetryAfter = TimeSpan.FromSeconds(5) };

    // 5xxx — enrichment: why a source did not answer, as GET /v1/admin/sources shows it

    /// <summary>A source did not answer within the time given to an attempt or to all of them.</summary>
    public static Error SourceTimedOut() => new(5001, 503, "Source timed out", "The source did not answer in the time given to it.");

    /// <summary>No connection to a source, or it broke.</summary>
    public static Error SourceUnreachable(string how) => new(5002, 503, "Source unreachable", $"No whole answer came over the connection: {how}.");

    /// <summary>A source, or its token endpoint, does not accept the hub's credentials.</summary>
    public static Error SourceRefusedCredentials() => new(5003, 503, "Credentials refused", "The source does not accept the credentials it is configured with.");

    /// <summary>An answer that is not what the source's contract says.</summary>
    public static Error SourceAnswerUnreadable(string why) => new(5004, 503, "Answer unreadable", $"The answer is not what the contract says: {why}.");

    /// <summary>An answer over the limit.</summary>
    public static Error SourceAnswerTooLarge(long limit) => new(5005, 503, "Answer too large", $"The answer is larger than {limit} bytes (MaxResponseBytes).");

    /// <summary>A source that sends the hub elsewhere.</summary>
    public static Error SourceRedirected() => new(5006, 503, "Redirected", "The source answered with a redirect, which is never followed; configure the final address.");

    /// <summary>A source that wants to be asked less often.</summary>
    public static Error SourceBusy(TimeSpan? retryAfter) => new(5007, 503, "Source busy", "The source asks to be asked less often.") { RetryAfter = retryAfter };

    /// <summary>The circuit to a source is open after too many failures; it is left alone for a while.</summary>
    public static Error SourceCircuitOpen(TimeSpan? retryAfter) => new(5008, 503, "Circuit open", "Too many calls failed; the source is left alone for a while.") { RetryAfter = retryAfter };

    /// <summary>More questions at once than the hub may have open with a source.</summary>
    public static Error SourceQueueFull() => new(5009, 503, "Too many questions", "More questions are waiting for the source than MaxConcurrency and QueueLimit allow.");

    /// <summary>A source that failed with an HTTP status.</summary>
    public static Error SourceFailed(int status) => new(5010, 503, "Source failed", $"The source answered with HTTP status {status}.");

    // 6xxx — administration
}
