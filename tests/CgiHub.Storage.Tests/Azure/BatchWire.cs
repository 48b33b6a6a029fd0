using Microsoft.Azure.Cosmos;
using Microsoft.Azure.Cosmos.Serialization.HybridRow;
using Microsoft.Azure.Cosmos.Serialization.HybridRow.IO;
using Microsoft.Azure.Cosmos.Serialization.HybridRow.Layouts;
using Microsoft.Azure.Cosmos.Serialization.HybridRow.RecordIO;
using Microsoft.Azure.Cosmos.Serialization.HybridRow.Schemas;

namespace CgiHub.Storage.Tests.Azure;

/// <summary>One operation of a transactional batch, as the client sends it.</summary>
internal sealed record BatchOperation(int Type, string? Id, byte[]? Body, string? IfMatch)
{
    public const int Create = 0;
    public const int Delete = 4;
    public const int Replace = 5;
    public const int Upsert = 20;
}

/// <summary>Its result.</summary>
internal sealed record BatchResult(int Status, string? ETag);

/// <summary>The rows in which transactional batches travel. Their schemas are in the client's own assembly.</summary>
internal static class BatchWire
{
    private static readonly LayoutResolverNamespace Layouts = Open();

    public static async Task<IReadOnlyList<BatchOperation>> ReadAsync(byte[] body)
    {
        var operations = new List<BatchOperation>();
        Result Take(ReadOnlyMemory<byte> record)
        {
            var row = new RowBuffer(record.Length);
            if (!row.ReadFrom(record.Span, HybridRowVersion.V1, Layouts))
            {
                return Result.Failure;
            }

            var reader = new RowReader(ref row);
            operations.Add(Operation(ref reader));
            return Result.Success;
        }

        using var stream = new MemoryStream(body);
        Assert.Equal(Result.Success, await stream.ReadRecordIOAsync((Func<ReadOnlyMemory<byte>, Result>)Take, resizer: new MemorySpanResizer<byte>(body.Length)));
        Assert.NotEmpty(operations);
        return operations;
    }

    public static async Task<byte[]> WriteAsync(IReadOnlyList<BatchResult> results)
    {
        var layout = Layouts.Resolve(Layouts.Namespace.Schemas.Find(s => s.Name == "BatchResult")!.SchemaId);
        var stream = new MemoryStream();
        var written = await stream.WriteRecordIOAsync(default, (long index, out ReadOnlyMemory<byte> buffer) =>
        {
            buffer = default;
            if (index >= results.Count)
            {
                return Result.Success;
            }

            var memory = new MemorySpanResizer<byte>(1024);
            var row = new RowBuffer(1024, memory);
            row.InitLayout(HybridRowVersion.V1, layout, Layouts);
            var result = RowWriter.WriteBuffer(ref row, results[(int)index], Write);
            buffer = memory.Memory[..row.Length];
            return result;
        });
        Assert.Equal(Result.Success, written);
        return stream.ToArray();
    }

    private static BatchOperation Operation(ref RowReader reader)
    {
        var (type, id, body, ifMatch) = (0, (string?)null, (byte[]?)null, (string?)null);
        while (reader.Read())
        {
            switch (reader.Path.ToString())
            {
                case "operationType":
                    reader.ReadInt32(out type);
                    break;
                case "id":
                    reader.ReadString(out id);
                    break;
                case "resourceBody":
                    reader.ReadBinary(out body);
                    break;
                case "ifMatch":
                    reader.ReadString(out ifMatch);
                    break;
            }
        }

        return new BatchOperation(type, id, body, ifMatch);
    }

    private static Result Write(ref RowWriter writer, TypeArgument type, BatchResult result)
    {
        writer.WriteInt32("statusCode", result.Status);
        writer.WriteInt32("subStatusCode", 0);
        return result.ETag is null ? Result.Success : writer.WriteString("eTag", result.ETag);
    }

    private static LayoutResolverNamespace Open()
    {
        var client = typeof(CosmosClient).Assembly;
        var name = Assert.Single(client.GetManifestResourceNames(), n => n.EndsWith("HybridRowBatchSchemas.json", StringComparison.Ordinal));
        using var reader = new StreamReader(client.GetManifestResourceStream(name)!);
        return new LayoutResolverNamespace(Namespace.Parse(reader.ReadToEnd()));
    }
}
