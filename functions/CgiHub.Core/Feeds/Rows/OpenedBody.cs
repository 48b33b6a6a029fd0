using System.IO.Compression;
using System.Text;
using CgiHub.Core.Agencies;
using CgiHub.Core.Feeds.Rows.Niem;

namespace CgiHub.Core.Feeds.Rows;

/// <summary>How rejected rows stand together when they are given back.</summary>
internal enum Framing
{
    /// <summary>A line each.</summary>
    Lines,

    /// <summary>Elements of a JSON array.</summary>
    Array,

    /// <summary>Lines below a header.</summary>
    Table,
}

/// <summary>A body, opened: blocks of rows, and how to give some of them back.</summary>
internal sealed class OpenedBody : IAsyncDisposable
{
    /// <summary>Media types that are read.</summary>
    public const string Accepted = "application/json, application/x-ndjson, text/csv, application/cloudevents+json, application/cloudevents-batch+json, application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, application/geo+json where a feed has places, application/cap+xml for gunshots, application/ld+json (NIEM) for firearms and supervision, application/json with ?format=flock for lpr";

    private const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private const long AnyExpansion = 64L * 1024 * 1024;

    private readonly List<IDisposable> _owned = [];

    private OpenedBody()
    {
    }

    /// <summary>The rows.</summary>
    public IAsyncEnumerable<RowBlock> Blocks { get; private set; } = AsyncEnumerable.Empty<RowBlock>();

    /// <summary>Media type in which rejected rows are given back.</summary>
    public string RejectedType { get; private init; } = "";

    /// <summary>How they stand together.</summary>
    public Framing Framing { get; private init; }

    /// <summary>What stands above them.</summary>
    public ReadOnlyMemory<byte> Header { get; private set; }

    /// <summary>Opens a body by its media type; the stream is not closed.</summary>
    public static async Task<Result<OpenedBody>> OpenAsync(Feed feed, FeedMapping? mapping, Stream body, string? contentType, string? contentEncoding, FeedOptions options, CancellationToken cancel)
    {
        var (media, charset) = Media(contentType);
        var opened = media switch
        {
            "application/json" => new OpenedBody { RejectedType = media, Framing = Framing.Array },
            "application/x-ndjson" or "application/ndjson" or "application/jsonl" => new OpenedBody { RejectedType = "application/x-ndjson", Framing = Framing.Lines },
            "text/csv" => new OpenedBody { RejectedType = media, Framing = Framing.Table },
            "application/cloudevents+json" or "application/cloudevents-batch+json" => new OpenedBody { RejectedType = "application/cloudevents-batch+json", Framing = Framing.Array },
            Xlsx => new OpenedBody { RejectedType = "text/csv", Framing = Framing.Table },
            GeoJsonFeature.MediaType when FlatShape.Resolve(feed, "lat") is not null => new OpenedBody { RejectedType = media, Framing = Framing.Array },
            CapAlert.MediaType when feed.Name == CapAlert.Feed => new OpenedBody { RejectedType = media, Framing = Framing.Lines },
            FeedFormats.Flock when feed.Name == FlockAlert.Feed => new OpenedBody { RejectedType = "application/json", Framing = Framing.Array },
            NiemForm.MediaType when NiemForm.Of(feed.Name) is not null => new OpenedBody { RejectedType = media, Framing = Framing.Array },
            _ => null,
        };
        if (opened is null)
        {
            return Errors.UnsupportedMediaType(Accepted);
        }

        var plain = opened.Decode(body, contentEncoding, charset, media is not (Xlsx or CapAlert.MediaType), options);
        if (!plain.TryGet(out var content, out var error))
        {
            await opened.DisposeAsync();
            return error;
        }

        try
        {
            error = media switch
            {
                "text/csv" => await opened.OpenTableAsync(feed, mapping, content, options, cancel),
                Xlsx => await opened.OpenWorkbookAsync(feed, mapping, content, options, cancel),
                _ => opened.OpenRows(feed, mapping, content, media, options, cancel),
            };
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }

        if (error is not null)
        {
            await opened.DisposeAsync();
            return error;
        }

        return opened;
    }

    /// <summary>Expands gzip as it is read, within limits; the inner stream is not closed.</summary>
    public static Stream Unzip(Stream body, FeedOptions options)
    {
        var sent = new BoundedStream(new BorrowedStream(body), () => options.MaxBodyBytes, compressed: false);
        return new BoundedStream(
            new GZipStream(sent, CompressionMode.Decompress),
            () => Math.Min(options.MaxBodyBytes, Math.Max(AnyExpansion, sent.Count * options.MaxExpansion)),
            compressed: true);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        for (var i = _owned.Count - 1; i >= 0; i--)
        {
            _owned[i].Dispose();
        }

        _owned.Clear();
        return ValueTask.CompletedTask;
    }

    private static (string Media, string Charset) Media(string? contentType)
    {
        var parts = (contentType ?? "").Split(';', StringSplitOptions.TrimEntries);
        var charset = parts.Skip(1).FirstOrDefault(p => p.StartsWith("charset=", StringComparison.OrdinalIgnoreCase))?[8..].Trim('"') ?? "utf-8";
        return (parts[0].ToLowerInvariant(), charset.ToLowerInvariant());
    }

    /// <summary>Undoes the content coding and the character set, within limits.</summary>
    private Result<Stream> Decode(Stream body, string? contentEncoding, string charset, bool text, FeedOptions options)
    {
        Stream content;
        switch (contentEncoding?.Trim().ToLowerInvariant())
        {
            case null or "" or "identity":
                content = new BoundedStream(new BorrowedStream(body), () => options.MaxBodyBytes, compressed: false);
                break;
            case "gzip" or "x-gzip":
                content = Unzip(body, options);
                break;
            default:
                return Errors.UnsupportedEncoding();
        }

        _owned.Add(content);
        if (!text || charset is "utf-8" or "us-ascii" or "utf8")
        {
            return content;
        }

        Encoding? encoding = charset switch
        {
            "utf-16" or "utf-16le" => Encoding.Unicode,
            "utf-16be" => Encoding.BigEndianUnicode,
            "iso-8859-1" => Encoding.Latin1,
            "windows-1252" => CodePagesEncodingProvider.Instance.GetEncoding(1252),
            _ => null,
        };
        return encoding is null ? Errors.UnsupportedMediaType($"{Accepted}; in utf-8, utf-16, iso-8859-1 or windows-1252") : Encoding.CreateTranscodingStream(content, encoding, Encoding.UTF8);
    }

    private Error? OpenRows(Feed feed, FeedMapping? mapping, Stream content, string media, FeedOptions options, CancellationToken cancel)
    {
        switch (media)
        {
            case FeedFormats.Flock:
                Blocks = ConvertedRows.ReadAsync(new JsonRows(content, options).ReadAsync(cancel), FlockAlert.ToRow, options, cancel);
                return null;
            case NiemForm.MediaType:
                Blocks = NiemForm.Of(feed.Name)!.ReadAsync(new JsonRows(content, options, mostBytes: options.MaxMessageBytes).ReadAsync(cancel), options, cancel);
                return null;
            case CapAlert.MediaType:
                Blocks = CapAlert.ReadAsync(content, options, cancel);
                return null;
        }

        if (media.StartsWith("application/cloudevents", StringComparison.Ordinal))
        {
            Blocks = CloudEventRows.ReadAsync(new JsonRows(content, options).ReadAsync(cancel), options, cancel);
            return null;
        }

        var rows = media switch
        {
            "application/json" => new JsonRows(content, options).ReadAsync(cancel),
            GeoJsonFeature.MediaType => ConvertedRows.ReadAsync(new JsonRows(content, options, GeoJsonFeature.Features).ReadAsync(cancel), GeoJsonFeature.ToRow, options, cancel),
            _ => LineRows.ReadAsync(content, options, cancel),
        };
        if (mapping is null)
        {
            Blocks = rows;
            return null;
        }

        var columns = MappedForm.ColumnsOf(mapping);
        return Form(feed, mapping, FlatJson.ToTable(rows, columns, options, cancel), options, cancel);
    }

    private async Task<Error?> OpenTableAsync(Feed feed, FeedMapping? mapping, Stream content, FeedOptions options, CancellationToken cancel)
    {
        var reader = new CsvReader(content, options, mapping?.Delimiter is { Length: > 0 } given ? given[0] : null);
        _owned.Add(reader);
        var table = await Table.OfCsvAsync(reader, cancel);
        return table is null ? null : Form(feed, mapping, table, options, cancel);
    }

    private async Task<Error?> OpenWorkbookAsync(Feed feed, FeedMapping? mapping, Stream content, FeedOptions options, CancellationToken cancel)
    {
        var opened = await Workbook.OpenAsync(content, mapping?.Sheet, options, cancel);
        if (!opened.TryGet(out var book, out var error))
        {
            return error;
        }

        if (book is null)
        {
            return null;
        }

        _owned.Add(book);
        return Form(feed, mapping, new Table(book.Columns, book.Header, book.RowsAsync(cancel)), options, cancel);
    }

    private Error? Form(Feed feed, FeedMapping? mapping, Table table, FeedOptions options, CancellationToken cancel)
    {
        var form = mapping is null ? ContractForm.Of(feed, table.Columns) : MappedForm.Of(feed, mapping, table.Columns);
        if (!form.TryGet(out var rows, out var error))
        {
            return error;
        }

        Header = table.Header;
        Blocks = rows.ReadAsync(table, options, cancel);
        return null;
    }
}
